import { Mime } from 'mime/lite';
import standardTypes from 'mime/types/standard.js';

/** Source files, which the registry does not know, or takes for something else: `.ts` for a stream of video. */
const SOURCES = {
  'text/typescript': ['ts', 'mts', 'cts', 'tsx'],
  'text/x-c': ['c', 'h', 'cc', 'cpp', 'cxx', 'hh', 'hpp'],
  'text/x-csharp': ['cs'],
  'text/x-go': ['go'],
  'text/x-java': ['java', 'kt', 'kts'],
  'text/x-python': ['py', 'pyi'],
  'text/x-ruby': ['rb'],
  'text/x-rust': ['rs'],
  'text/x-sh': ['sh', 'bash', 'zsh'],
};

/** Media types by the ends of names. */
export const mediaTypes = new Mime(standardTypes).define(SOURCES, true);
