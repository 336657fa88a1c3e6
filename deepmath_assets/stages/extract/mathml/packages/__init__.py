"""What packages over amsmath set in MathML, read back as their own commands: amscd, mhchem, braket."""
