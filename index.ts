import "./stacks/plain-stack-traces";
import { deploy } from "./stacks/deploy";

// The outputs of the chosen stack are the program's outputs.
export = deploy;
