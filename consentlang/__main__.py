"""`python -m consentlang` is the command `consentlang`."""

from consentlang.cli.entry import main

if __name__ == "__main__":
    main()
