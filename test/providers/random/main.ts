import { main } from "../runtime";
import { random } from "./provider";

main(random);
