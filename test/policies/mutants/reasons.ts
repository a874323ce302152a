/** A kind of mutant that no policy has to catch, with the reason. */
export interface Survivors {
  /** Matches {@link Mutant.what}. */
  kind: RegExp;
  because: string;
}

export const closes =
  "The server does not start, or nobody reaches it: what is missing closes something and opens nothing.";
export const named =
  "A name, a label or a note for people and programs; no right and no protection hangs on it.";
export const less = "There is a right, a route or a member less than before.";
export const limits =
  "A bound on what one client or process may use up; how much is right is the operator's to say.";
export const another =
  "Another resource is made of it and says what it needs, so the program cannot be without it: left out here, the rest " +
  "of the graph is still judged.";
export const life =
  "How a container is started, watched and stopped; nothing becomes reachable or readable by it.";
export const choice =
  "Which service or person has which right is data of the role catalogue, which the end-to-end tests try on the servers; " +
  "policies judge what holds whatever it says.";
export const standard = "Without it the server does the same of itself.";
export const second = "A second line of defence; a policy judges the first.";
