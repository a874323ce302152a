import { main } from "../runtime/main";
import { postgresqlProvider } from "./provider";

main(postgresqlProvider);
