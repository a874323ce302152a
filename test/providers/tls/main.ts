import { main } from "../runtime";
import { tls } from "./provider";

main(tls);
