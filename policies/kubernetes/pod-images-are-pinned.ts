import { podContainerPolicy } from "../lib/pod";

/** Built on this machine: the name says so, and nobody else can move it. */
const localImage = /^localhost\//;

export default podContainerPolicy({
  name: "pod-images-are-pinned",
  severity: "high",
  reason:
    "Every node fetches its images by itself, at moments nobody chose: a tag may mean another image by then.",
  remedy: "Give the image by its digest: `make pin-images`.",
  judge({ spec }, report) {
    const image = String(spec["image"] ?? "");
    if (!/@sha256:[0-9a-f]{64}$/.test(image) && !localImage.test(image))
      report(`has an image without digest, ${image}`);
  },
});
