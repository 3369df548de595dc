"""Writers: reports for people and for programs. They say what a report holds and decide nothing."""
