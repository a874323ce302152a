import { podOf, podTypes } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { ClusterView, clusterType } from "../lib/postgresql-cluster";

/** Built on this machine: the name says so, and nobody else can move it. */
const localImage = /^localhost\//;

const isPinned = (image: string) => /@sha256:[0-9a-f]{64}$/.test(image) || localImage.test(image);

export default resourcePolicy({
  name: "pod-images-are-pinned",
  severity: "high",
  types: [...podTypes, clusterType],
  reason:
    "Every node fetches its images by itself, at moments nobody chose: a tag may mean another image by then.",
  remedy: "Give the image by its digest: `make pin-images`.",
  judge(subject, report) {
    const images: [string, unknown][] =
      subject.type === clusterType
        ? new ClusterView(subject.props).images
        : podOf(subject).containers.map(({ name, spec }) => [`container ${name}`, spec["image"]]);
    for (const [at, image = ""] of images)
      if (!isPinned(String(image))) report(`${at} has an image without digest, ${String(image)}`);
  },
});
