/** Public keys, as minisign writes them, of those whose catalogs this build takes as its own. */
export const signingKeys: readonly string[] = ['RWSln/Z98U48c61h8t+kz+BzSYGz8XmIvf+tJcoi4z51gIyjmy9BctCY'];
