import type { Container } from "dockerode";
import { pack } from "tar-stream";

/** A file to put into a container before it starts. */
export interface Upload {
  file: string;
  content?: string;
  contentBase64?: string;
  permissions?: string;
  executable?: boolean;
  owner?: string;
  group?: string;
}

/** A tar archive of one file. */
export async function archiveOf(upload: Upload): Promise<Buffer> {
  const { content, contentBase64, permissions } = upload;
  const data = content ? Buffer.from(content, "utf8") : Buffer.from(contentBase64 ?? "", "base64");
  const archive = pack();
  archive.entry(
    {
      name: upload.file.replace(/^\/+/, ""),
      mode: permissions ? Number.parseInt(permissions, 8) : upload.executable === true ? 0o744 : 0o644,
      uid: Number(upload.owner ?? 0),
      gid: Number(upload.group ?? 0),
      mtime: new Date(),
    },
    data,
  );
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Sends one file as the official provider does: relative to the root, which the engine refuses for a
 * read-only root file system even when the file would land in a volume.
 */
export async function uploadFile(container: Container, upload: Upload): Promise<void> {
  await container.putArchive(await archiveOf(upload), { path: "/" });
}
