import type { FileInfo } from '../protocol/model.ts';

/** What a query of `files f` selects for `fileOf`. */
export const FILE_COLUMNS = `f.id AS file_id, f.name AS file_name, f.size, f.media_type, f.sha256, f.width, f.height,
  f.thumb_size, f.thumb_type, f.thumb_sha256`;

/** A row of `FILE_COLUMNS`; all is null where a join found no file. */
export interface FileColumns {
  file_id: string | null;
  file_name: string | null;
  size: number | null;
  media_type: string | null;
  sha256: string | null;
  width: number | null;
  height: number | null;
  thumb_size: number | null;
  thumb_type: string | null;
  thumb_sha256: string | null;
}

export function fileOf(row: FileColumns): FileInfo {
  const { thumb_size: size, thumb_type: mediaType, thumb_sha256: sha256 } = row;
  return {
    id: row.file_id ?? '',
    name: row.file_name ?? '',
    size: row.size ?? 0,
    mediaType: row.media_type ?? '',
    sha256: row.sha256 ?? '',
    ...(row.width !== null && row.height !== null && { width: row.width, height: row.height }),
    ...(size !== null && mediaType !== null && sha256 !== null && { thumbnail: { size, mediaType, sha256 } }),
  };
}
