import { SearchClusterView, searchClusterType } from "../lib/elasticsearch-cluster";
import { podOf, podTypes } from "../lib/pod";
import { resourcePolicy, type Subject } from "../lib/policy";
import { ClusterView, clusterType } from "../lib/postgresql-cluster";

/** Built on this machine: the name says so, and nobody else can move it. */
const localImage = /^localhost\//;

const isPinned = (image: string) => /@sha256:[0-9a-f]{64}$/.test(image) || localImage.test(image);

/** Images by where they are given; undefined where who makes the pods would take one of its own. */
function imagesOf(subject: Subject): [at: string, image: unknown][] {
  if (subject.type === clusterType) return new ClusterView(subject.props).images;
  if (subject.type === searchClusterType)
    return [["image", new SearchClusterView(subject.props).spec["image"] as unknown]];
  return podOf(subject).containers.map(({ name, spec }) => [`container ${name}`, spec["image"]]);
}

export default resourcePolicy({
  name: "pod-images-are-pinned",
  severity: "high",
  types: [...podTypes, clusterType, searchClusterType],
  reason:
    "Every node fetches its images by itself, at moments nobody chose: a tag may mean another image by then.",
  remedy: "Give the image by its digest: `make pin-images`.",
  judge(subject, report) {
    for (const [at, image = ""] of imagesOf(subject))
      if (!isPinned(String(image))) report(`${at} has an image without digest, ${String(image)}`);
  },
});
