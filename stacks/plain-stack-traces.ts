/**
 * Pulumi's SDK takes a stack trace with every promise, several a property, and its runner has each formatted through
 * source maps: a fifth of a preview's processor time, for texts nobody reads. Positions in a trace are the same without.
 */
process.setSourceMapsEnabled(false);
delete (Error as Partial<typeof Error>).prepareStackTrace;

export {};
