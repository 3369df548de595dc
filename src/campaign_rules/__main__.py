"""``python -m campaign_rules``: the command line, where the installed script is not on the path."""

from campaign_rules.cli import main

if __name__ == "__main__":
    main()
