"""The sandbox's walls: kernel calls, jail, supervisor, zygote."""
