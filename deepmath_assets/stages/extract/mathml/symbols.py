"""Characters of MathML tokens as TeX: commands of LaTeX, amsmath and amssymb; letters of the mathematical alphabets."""

import re
import unicodedata

from deepmath_assets.stages.extract.reading.words import word_set

_COMMANDS = """
α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa
ϰ varkappa λ lambda μ mu µ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon
φ varphi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta ∆ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon
Φ Phi Ψ Psi Ω Omega ℧ mho ϝ digamma ≤ leq ≥ geq ≠ neq ≪ ll ≫ gg ⋘ lll ⋙ ggg ≦ leqq ≧ geqq ⩽ leqslant
⩾ geqslant ≲ lesssim ≳ gtrsim ⪅ lessapprox ⪆ gtrapprox ≶ lessgtr ≷ gtrless ≺ prec ≻ succ ⪯ preceq
⪰ succeq ≼ preccurlyeq ≽ succcurlyeq ≈ approx ≡ equiv ∼ sim ≃ simeq ≅ cong ≐ doteq ≑ doteqdot ≜ triangleq
≔ coloneqq ≕ eqqcolon ∝ propto ≍ asymp ⋈ bowtie ⊨ models ⊢ vdash ⊣ dashv ⊩ Vdash ⊪ Vvdash ∈ in ∉ notin
∋ ni ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊊ subsetneq ⊋ supsetneq ⊈ nsubseteq ⊉ nsupseteq ⊏ sqsubset
⊐ sqsupset ⊑ sqsubseteq ⊒ sqsupseteq ∪ cup ∩ cap ⊎ uplus ⊔ sqcup ⊓ sqcap ∖ setminus ∅ emptyset ⋃ bigcup
⋂ bigcap ⨆ bigsqcup ⨄ biguplus ∧ wedge ∨ vee ¬ neg ⋀ bigwedge ⋁ bigvee ∀ forall ∃ exists ∄ nexists ⊤ top
⊥ bot ⟂ perp ∥ parallel ∦ nparallel ⋅ cdot · cdot × times ÷ div ± pm ∓ mp ⋆ star ∘ circ • bullet
∙ bullet ⊕ oplus ⊖ ominus ⊗ otimes ⊘ oslash ⊙ odot ⨁ bigoplus ⨂ bigotimes ⨀ bigodot † dagger ‡ ddagger
≀ wr ⋄ diamond ◇ Diamond ◊ lozenge □ square ◻ square ■ blacksquare ◼ blacksquare △ triangle ▵ triangle
▽ bigtriangledown ▲ blacktriangle ◃ triangleleft ▹ triangleright ⊲ vartriangleleft ⊳ vartriangleright
⊴ trianglelefteq ⊵ trianglerighteq ⋉ ltimes ⋊ rtimes ∔ dotplus ⊞ boxplus ⊟ boxminus ⊠ boxtimes ⊡ boxdot
⅋ parr → rightarrow ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto
⟼ longmapsto ⟶ longrightarrow ⟵ longleftarrow ⟷ longleftrightarrow ⟹ Longrightarrow ⟸ Longleftarrow
⟺ Longleftrightarrow ↑ uparrow ↓ downarrow ↕ updownarrow ⇑ Uparrow ⇓ Downarrow ⇕ Updownarrow ↗ nearrow
↘ searrow ↙ swarrow ↖ nwarrow ↪ hookrightarrow ↩ hookleftarrow ⇀ rightharpoonup ⇁ rightharpoondown
↼ leftharpoonup ↽ leftharpoondown ⇌ rightleftharpoons ⇋ leftrightharpoons ⇝ rightsquigarrow ⤳ leadsto
↠ twoheadrightarrow ↞ twoheadleftarrow ↣ rightarrowtail ⇄ rightleftarrows ⇆ leftrightarrows
⇉ rightrightarrows ⇇ leftleftarrows ↛ nrightarrow ↚ nleftarrow ⇏ nRightarrow ⇍ nLeftarrow ⊸ multimap
↾ upharpoonright ↻ circlearrowright ↺ circlearrowleft ⇈ upuparrows ⇊ downdownarrows ⇛ Rrightarrow
⇚ Lleftarrow ↶ curvearrowleft ↷ curvearrowright ↫ looparrowleft ↬ looparrowright ∑ sum ∏ prod ∐ coprod
∫ int ∬ iint ∭ iiint ⨌ iiiint ∮ oint ∯ oiint ∰ oiiint ∂ partial ∇ nabla ∞ infty ℵ aleph ℶ beth ℷ gimel
ℏ hbar ℓ ell ℘ wp ℜ Re ℑ Im ı imath ȷ jmath √ surd ∠ angle ∡ measuredangle ∢ sphericalangle ð eth
∁ complement … ldots ⋯ cdots ⋮ vdots ⋱ ddots ⟨ langle ⟩ rangle 〈 langle 〉 rangle ⌊ lfloor ⌋ rfloor
⌈ lceil ⌉ rceil ⟦ llbracket ⟧ rrbracket ⌜ ulcorner ⌝ urcorner ⌞ llcorner ⌟ lrcorner ⎰ lmoustache
⎱ rmoustache ⟮ lgroup ⟯ rgroup ∴ therefore ∵ because ∣ mid ∤ nmid ♯ sharp ♭ flat ♮ natural ♠ spadesuit
♡ heartsuit ♢ diamondsuit ♣ clubsuit ★ bigstar ✓ checkmark § S ¶ P £ pounds ¥ yen ® circledR ≮ nless
≯ ngtr ≰ nleq ≱ ngeq ≁ nsim ≇ ncong ⊀ nprec ⊁ nsucc ⊬ nvdash ⊭ nvDash ⊮ nVdash ⋠ npreceq ⋡ nsucceq
≖ eqcirc ≗ circeq ≏ bumpeq ≎ Bumpeq ≓ risingdotseq ≒ fallingdotseq ∽ backsim ⋍ backsimeq ≊ approxeq
∅ emptyset ℸ daleth ⋐ Subset ⋑ Supset ⋒ Cap ⋓ Cup ⊻ veebar ⊼ barwedge ⌅ barwedge ⌆ doublebarwedge
⋏ curlywedge ⋎ curlyvee ⋋ leftthreetimes ⋖ lessdot ⋗ gtrdot ⋚ lesseqgtr ⋛ gtreqless ⪋ lesseqqgtr
⪌ gtreqqless ≬ between ⫋ subsetneqq ⫌ supsetneqq ⫅ subseteqq ⫆ supseteqq ⪕ eqslantless ⪖ eqslantgtr
⪷ precapprox ⪸ succapprox ◂ blacktriangleleft ▸ blacktriangleright ≂ eqsim ▴ blacktriangle
▾ blacktriangledown Ⅎ Finv ╱ diagup ⅁ Game ╲ diagdown ✠ maltese ⪇ lneq ⪈ gneq ≨ lneqq ≩ gneqq ⋦ lnsim
⋧ gnsim ⪉ lnapprox ⪊ gnapprox ◯ bigcirc ⪵ precneqq ⪶ succneqq ⪹ precnapprox ⪺ succnapprox ⋨ precnsim
⋩ succnsim Ⓢ circledS ⬝ centerdot ⇢ dashrightarrow ⇠ dashleftarrow ↝ leadsto ⟜ multimapinv ≘ frown
⊶ multimapdotbothA ↰ Lsh ↱ Rsh ↿ upharpoonleft ⇃ downharpoonleft ⇂ downharpoonright
↭ leftrightsquigarrow ↢ leftarrowtail ⩞ doublebarwedge ▿ triangledown ⧫ blacklozenge ⨿ amalg
⋌ rightthreetimes ⊺ intercal ⋇ divideontimes ⋔ pitchfork ∍ ni ⌢ frown ⌣ smile
⊛ circledast ⊚ circledcirc ⊝ circleddash ≾ precsim ≿ succsim ⋞ curlyeqprec ⋟ curlyeqsucc ⊧ models ⊯ nVDash
⋪ ntriangleleft ⋫ ntriangleright ⋬ ntrianglelefteq ⋭ ntrianglerighteq ↮ nleftrightarrow ⇎ nLeftrightarrow
◁ triangleleft ▷ triangleright ◀ blacktriangleleft ▶ blacktriangleright ○ bigcirc ϶ backepsilon ħ hbar Ϝ digamma
⤎ dashleftarrow ⤏ dashrightarrow ⨝ Join ♤ spadesuit ♧ clubsuit ♥ heartsuit ♦ diamondsuit
"""
COMMANDS = dict(zip(_COMMANDS.split()[::2], ("\\" + name for name in _COMMANDS.split()[1::2]), strict=True))
OTHER = {
    "−": "-",
    "∗": "*",
    "‐": "-",
    "′": "'",
    "″": "''",
    "‴": "'''",
    "⁗": "''''",
    "‵": r"\backprime",
    "‖": r"\|",
    "∥": r"\parallel",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "#": r"\#",
    "$": r"\$",
    "_": r"\_",
    "&": r"\&",
    "\\": r"\backslash",
    "°": r"^{\circ}",
    "∶": ":",
    "\xa0": r"\ ",
    "⁢": "",
    "⁡": "",
    "⁣": "",
    "⁤": "",
    "\u200b": "",
    "\u200c": "",
    "ϒ": r"\Upsilon",
    "\u2009": r"\,",
    "\u200a": "",
    "\u2002": r"\enspace",
    "\u2003": r"\quad",
    "\u2004": r"\;",
    "\u2005": r"\:",
    "\u205f": r"\:",
    "\u2006": r"\,",
    "\ufeff": "",
    "\ufe00": "",
    "\ufe0e": "",
    "\ufe0f": "",
    "⧸": r"\not",
    "ⅆ": r"\mathbb{d}",
    "ⅇ": r"\mathbb{e}",
    "ⅈ": r"\mathbb{i}",
    "⩵": "==",
    "≝": r"\overset{\text{def}}{=}",
    "½": r"\frac{1}{2}",
    "¼": r"\frac{1}{4}",
    "¾": r"\frac{3}{4}",
    "²": "^2",
    "³": "^3",
    "¹": "^1",
    "∕": "/",
    "⁄": "/",
    "˙": r"\cdot",
    "ℝ": r"\mathbb{R}",
    "ℂ": r"\mathbb{C}",
    "ℕ": r"\mathbb{N}",
    "ℤ": r"\mathbb{Z}",
    "ℚ": r"\mathbb{Q}",
    "ℙ": r"\mathbb{P}",
    "ℍ": r"\mathbb{H}",
    "ℒ": r"\mathcal{L}",
    "ℋ": r"\mathcal{H}",
    "ℱ": r"\mathcal{F}",
    "ℰ": r"\mathcal{E}",
    "ℬ": r"\mathcal{B}",
    "ℳ": r"\mathcal{M}",
    "ℛ": r"\mathcal{R}",
    "ℐ": r"\mathcal{I}",
    "ℯ": "e",
    "ℊ": r"\mathcal{g}",
    "ℴ": "o",
    "ℌ": r"\mathfrak{H}",
    "ℨ": r"\mathfrak{Z}",
    "ℭ": r"\mathfrak{C}",
    "ℎ": "h",
    "Å": r"\mathring{A}",
    "\u2126": r"\Omega",
    "℃": r"^{\circ}\mathrm{C}",
    "ο": "o",
    "⨯": r"\times",
    "﹡": "*",
    "—": "---",
    "–": "-",
}
ALPHABETS = (
    ("BOLD ITALIC", "boldsymbol"),
    ("SANS-SERIF BOLD", "mathsf"),
    ("BOLD SCRIPT", "mathcal"),
    ("BOLD FRAKTUR", "mathfrak"),
    ("DOUBLE-STRUCK", "mathbb"),
    ("SANS-SERIF", "mathsf"),
    ("MONOSPACE", "mathtt"),
    ("FRAKTUR", "mathfrak"),
    ("SCRIPT", "mathcal"),
    ("BOLD", "mathbf"),
    ("ITALIC", ""),
)
VARIANT_OF_ALPHABET = (
    ("MONOSPACE", "monospace"),
    ("SANS-SERIF", "sans-serif"),
    ("BOLD", "bold"),
    ("ITALIC", "italic"),
)
FUNCTIONS = word_set(
    """
    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log
    max min Pr sec sin sinh sup tan tanh
    """
)
FUNCTIONS_IN_WORDS = {
    "lim sup": r"\limsup",
    "lim inf": r"\liminf",
    "inj lim": r"\injlim",
    "proj lim": r"\projlim",
    "arg max": r"\arg\max",
    "arg min": r"\arg\min",
}
UPRIGHT_GREEK = re.compile("[α-ωϑϕϖϱϵ]")
VARIANTS = {
    "bold": "mathbf",
    "double-struck": "mathbb",
    "script": "mathcal",
    "bold-script": "mathcal",
    "fraktur": "mathfrak",
    "bold-fraktur": "mathfrak",
    "normal": "mathrm",
    "bold-italic": "boldsymbol",
    "sans-serif": "mathsf",
    "monospace": "mathtt",
    "italic": "mathit",
    "bold-sans-serif": "mathsf",
    "sans-serif-italic": "mathsf",
    "sans-serif-bold-italic": "mathsf",
    "-tex-calligraphic": "mathcal",
    "-tex-caligraphic": "mathcal",
    "-tex-mathit": "mathit",
    "-tex-oldstyle": "mathrm",
}
SLASH = "\u0338"
STRUCK = word_set("leqslant geqslant leqq geqq subseteqq supseteqq preceq succeq")
_ALPHANUMERIC = re.compile("[\U0001d400-\U0001d7ff]")


def tex_of_characters(text: str) -> str:
    r"""The TeX of a token's characters.

    >>> tex_of_characters("α≤𝔼"), tex_of_characters("sin")
    ('\\alpha \\leq \\mathbb{E}', 'sin')
    """
    if text.isascii() and (text.isalnum() or not set(text) & set("{}%#$_&\\")):
        return text
    parts: list[str] = []
    for char in text:
        if char == SLASH:
            parts.append(_struck(parts.pop() if parts else ""))
            continue
        tex = _of_character(char)
        if parts and parts[-1][:1] == "\\" and parts[-1][-1].isalpha() and tex:
            parts.append(" ")
        parts.append(tex)
    return "".join(parts)


def _of_character(char: str) -> str:
    r"""A command, a letter in its font, a struck sign as the sign behind `\not`; else the character itself."""
    tex = COMMANDS.get(char) or OTHER.get(char)
    if tex is not None or char in OTHER or char.isascii():
        return tex or ("" if char in OTHER else char)
    if _ALPHANUMERIC.match(char):
        return _alphanumeric(char)
    parts = unicodedata.normalize("NFD", char)
    return r"\not" + tex_of_characters(parts[0]) if parts[1:] == SLASH else char


def _struck(tex: str) -> str:
    r"""A sign struck through: by its name in amssymb, or behind `\not`.

    >>> _struck(r"\leqslant"), _struck(r"\prec"), _struck("R")
    ('\\nleqslant', '\\not\\prec', '\\not R')
    """
    if tex[1:] in STRUCK:
        return rf"\n{tex[1:]}"
    return r"\not" + (" " if tex[:1].isalpha() else "") + tex


def trimmed(tex: str) -> str:
    r"""A TeX without blanks at its ends, written-out ones behind it too: a last `\ ` would take the mark that follows.

    >>> trimmed(" x\\ \\ "), trimmed(r"x\\ ")
    ('x', 'x\\\\')
    """
    tex = tex.strip()
    while tex.endswith("\\") and (len(tex) - len(tex.rstrip("\\"))) % 2:
        tex = tex[:-1].rstrip()
    return tex


def alphabet_of(text: str) -> str:
    """The `mathvariant` of a text whose letters all are letters of one mathematical alphabet, `""` for plain text."""
    if text.isascii():
        return ""
    names = {unicodedata.name(char, "") for char in text if not char.isspace()}
    if not names or not all(name.startswith("MATHEMATICAL ") for name in names):
        return ""
    return next((variant for part, variant in VARIANT_OF_ALPHABET if all(part in name for name in names)), "mixed")


def _alphanumeric(char: str) -> str:
    r"""A letter of the mathematical alphabets as a font command round the plain letter; `\phi` is not `\varphi`.

    >>> _alphanumeric("𝐱"), _alphanumeric("𝜙"), _alphanumeric("𝜑")
    ('\\mathbf{x}', '\\phi', '\\varphi')
    """
    name, parts = unicodedata.name(char, ""), unicodedata.decomposition(char).split()
    plain = chr(int(parts[1], 16)) if len(parts) == 2 else char
    command = next((command for part, command in ALPHABETS if part in name), "")
    inside = COMMANDS.get(plain, plain)
    return f"\\{command}{{{inside}}}" if command else inside
