export { main, serve, type Served } from "./main";
export type * from "./resource-type";
