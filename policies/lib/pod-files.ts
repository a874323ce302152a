import { posix } from "node:path";
import { configMapType, secretType, type PodContainer, type PodView, type Spec } from "./pod";
import type { Subject } from "./policy";
import { decode, known, list } from "./values";

/** A file in the form of a Docker container's uploads. Its content is read when asked for. */
export type Upload = Record<string, string>;

/** ConfigMaps and Secrets by the component they belong to, which the engine registers before its pods. */
const kept = new Map<string, Subject[]>();

/** Keeps what pods of the same component mount. */
export function keep(subject: Subject): void {
  const parent = subject.opts.parent ?? "";
  const others = (kept.get(parent) ?? []).filter(
    ({ type, name }) => type !== subject.type || name !== subject.name,
  );
  kept.set(parent, [...others, subject]);
}

/** Forgets them all, before another graph is judged by the same process. */
export const forget = (): void => kept.clear();

/** What one source of a volume takes from where. */
interface Source {
  type: string;
  /** Undefined while a preview does not know it: then any of the component will do, for keys are paths. */
  name: string | undefined;
  items: { key: string; path?: string; mode?: number }[] | undefined;
  mode: number;
}

/** Mode of a volume's files where nothing is said. */
const usualMode = 0o644;

function sourcesOf(volume: Spec): Source[] {
  const { projected, configMap, secret } = volume;
  const source = (type: string, from: Spec, named: string, mode?: number): Source => ({
    type,
    name: known(() => from[named] as string),
    items: from["items"] as Source["items"],
    mode: mode ?? (from["defaultMode"] as number | undefined) ?? usualMode,
  });
  if (configMap) return [source(configMapType, configMap as Spec, "name")];
  if (secret) return [source(secretType, secret as Spec, "secretName")];
  return list<Spec>(projected?.["sources"]).flatMap((each) => [
    ...(each["configMap"]
      ? [source(configMapType, each["configMap"] as Spec, "name", projected["defaultMode"] as number)]
      : []),
    ...(each["secret"]
      ? [source(secretType, each["secret"] as Spec, "name", projected["defaultMode"] as number)]
      : []),
  ]);
}

const nameOf = ({ props }: Subject) => known(() => props["metadata"]?.["name"] as string | undefined);

const objectsOf = ({ type, name }: Source, parent: string): Subject[] =>
  (kept.get(parent) ?? []).filter((object) => {
    const own = nameOf(object);
    return object.type === type && (name === undefined || own === undefined || own === name);
  });

/** Properties with data, and how each is written. */
const written: Record<string, [string, (text: string) => string | undefined][]> = {
  [configMapType]: [
    ["data", (text) => text],
    ["binaryData", decode],
  ],
  [secretType]: [
    ["stringData", (text) => text],
    ["data", decode],
  ],
};

function contentOf(objects: readonly Subject[], key: string): string | undefined {
  for (const { type, props } of objects)
    for (const [property, read] of written[type]!) {
      const data = props[property] as Record<string, string> | undefined;
      if (typeof data === "object" && key in data) return read(data[key]!);
    }
  return undefined;
}

/** Files of a source, by where they lie in their volume. */
function filesOf(source: Source, parent: string): Upload[] {
  const objects = objectsOf(source, parent);
  const keys = () =>
    objects.flatMap(({ type, props }) =>
      written[type]!.flatMap(([property]) => Object.keys((props[property] as object | undefined) ?? {})),
    );
  const items = source.items ?? keys().map((key) => ({ key, path: key, mode: undefined }));
  return list(items).map(({ key, path, mode }) => ({
    file: path ?? key ?? "",
    permissions: (mode ?? source.mode).toString(8).padStart(4, "0"),
    get content() {
      return contentOf(objects, key) as string;
    },
  }));
}

/** Where a volume's file is for a container; undefined when it mounts another part of the volume. */
function placeOf(file: string, mount: Spec): string | undefined {
  // What the API would refuse is judged all the same.
  const { mountPath = "/", subPath } = mount as { mountPath?: string; subPath?: string };
  if (!subPath) return posix.join(mountPath, file);
  if (file === subPath) return mountPath;
  return file.startsWith(`${subPath}/`) ? posix.join(mountPath, file.slice(subPath.length + 1)) : undefined;
}

/** Files that a container finds in its volumes. @param parent component of the pod */
export function uploadsOf(pod: PodView, { spec }: PodContainer, parent: string): Upload[] {
  return list<Spec>(spec["volumeMounts"]).flatMap((mount) => {
    const volume = pod.volumes.find(({ name }) => name === mount["name"]);
    const files = volume ? sourcesOf(volume).flatMap((source) => filesOf(source, parent)) : [];
    return files.flatMap((file) => {
      const place = placeOf(file["file"]!, mount);
      // Its content stays unread.
      return place === undefined ? [] : [Object.create(file, { file: { value: place } }) as Upload];
    });
  });
}
