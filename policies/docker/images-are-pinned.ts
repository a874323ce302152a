import { ContainerView, containerTypes } from "../lib/container";
import { resourcePolicy } from "../lib/policy";

const imageType = "docker:index/remoteImage:RemoteImage";
/** `17.10-2`, `3.2.22`, `RELEASE.2026-08-06T00-00-00Z`, `v2.53.1-distroless`: at least two numbers, or a date. */
const exactVersion = /\d+\.\d+|\d{4}-\d{2}-\d{2}/;
/** Built on this machine: the name says so, and nobody else can move it. */
const localImage = /^localhost\//;

export default resourcePolicy({
  name: "images-are-pinned",
  severity: "high",
  types: [...containerTypes, imageType],
  reason: "A tag that moves brings in what nobody has looked at, at a moment nobody chose.",
  remedy: "Give the image by digest (`make pin-images`) or at least by its exact version.",
  judge({ name, type, props }, report) {
    // A container's image is unknown until its image resource is pulled; that resource is judged by its name.
    const image = type === imageType ? (props["name"] as string) : new ContainerView(name, type, props).image;
    if (image === undefined || /^sha256:[0-9a-f]{64}$/.test(image) || /@sha256:[0-9a-f]{64}$/.test(image))
      return;
    const tag = /:([^:/@]+)$/.exec(image)?.[1];
    if (tag === undefined) report(`image ${image} has neither digest nor tag`);
    else if (/^(.*-)?latest$/i.test(tag)) report(`image ${image} is the latest, whichever that is`);
    else if (!exactVersion.test(tag) && !localImage.test(image))
      report(`image ${image} has no exact version`);
  },
});
