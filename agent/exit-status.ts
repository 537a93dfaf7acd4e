/** Exit statuses of every role. */
export const EXIT_DONE = 0;
/** Something broke that nobody foresaw; systemd starts the agent again. */
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
/** A Problem was printed; it may be over by the next start. */
export const EXIT_PROBLEM = 3;
/** EX_CONFIG of sysexits.h: starting again would not help. */
export const EXIT_CONFIG = 78;
