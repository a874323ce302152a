/**
 * Pulumi's SDK takes a stack trace with every promise, several a property, and its runner has each formatted through
 * source maps: a third of a preview's processor time, for texts nobody reads. Errors keep theirs, and positions in
 * them are the same without source maps, as types are stripped in place.
 */
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";

process.setSourceMapsEnabled(false);
delete (Error as Partial<typeof Error>).prepareStackTrace;

interface Debuggable {
  debuggablePromise: <T>(promise: Promise<T>, context: unknown) => Promise<T>;
}
const sdk = debuggable as unknown as Debuggable;
const keepTrackOf = sdk.debuggablePromise;
// With this variable the SDK prints the traces of promises that never end.
if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
  sdk.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return keepTrackOf(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}
