import { main } from "../runtime";
import { docker } from "./provider";

main(docker);
