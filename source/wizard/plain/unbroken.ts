/** A width for text that is not to be broken: the terminal breaks lines itself, and a screen reader wants none broken. */
export const unbroken = 4000;
