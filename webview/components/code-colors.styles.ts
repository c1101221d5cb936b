import { css } from 'lit';

/** Colours of code by what it is: the editor tells a page only those of its debugger's values, which every theme sets. */
export const codeColors = css`
  .keyword,
  .meta,
  .selector-tag,
  .tag,
  .section {
    color: var(--vscode-debugTokenExpression-name);
  }

  .string,
  .regexp,
  .char,
  .quote,
  .link {
    color: var(--vscode-debugTokenExpression-string);
  }

  .number,
  .symbol,
  .bullet {
    color: var(--vscode-debugTokenExpression-number);
  }

  .literal,
  .built_in,
  .type,
  .attr,
  .attribute,
  .name,
  .property,
  .selector-class,
  .selector-id,
  .variable {
    color: var(--vscode-debugTokenExpression-boolean);
  }

  .title {
    font-weight: 600;
  }

  .comment,
  .doctag {
    color: var(--vscode-descriptionForeground);
    font-style: italic;
  }

  .addition {
    color: var(--vscode-debugTokenExpression-number);
  }

  .deletion {
    color: var(--vscode-debugTokenExpression-string);
  }

  .emphasis {
    font-style: italic;
  }

  .strong {
    font-weight: 600;
  }
`;
