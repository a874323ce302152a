/** Stacks that are named and designed, and cannot be brought up yet: what each will run on. */
export const notThereYet: Readonly<Record<string, string>> = {
  staging: "Docker Swarm on two or three hosts",
};

/** What is said to whoever asks for one of them. */
export const notThereYetMessage = (stack: string): string =>
  `The ${stack} stack (${notThereYet[stack]}) is not there yet; nothing was created. What runs today: 'make up STACK=dev'.`;
