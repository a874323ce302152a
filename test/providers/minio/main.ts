import { main } from "../runtime/main";
import { minioProvider } from "./provider";

// Its notice about future versions of Node would stand in every update's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
main(minioProvider);
