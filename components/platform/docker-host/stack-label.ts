/** Label of what carries files for a container. */
export const CARRIER = "lakehouse.carrier";

/** Filter of the engine's lists for a stack's own containers, networks and volumes. */
export const ofStack = (stack: string): { label: string[] } => ({ label: [`lakehouse.stack=${stack}`] });
