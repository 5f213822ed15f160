import sanitizeHtml from 'sanitize-html'

/** Elements that GitHub lets through in Markdown. */
const TAGS = [
  ...[
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'p',
    'br',
    'hr',
    'div',
    'span',
    'blockquote',
    'pre',
    'code',
    'kbd',
    'samp',
  ],
  ...[
    'var',
    'tt',
    'b',
    'strong',
    'i',
    'em',
    'u',
    's',
    'strike',
    'del',
    'ins',
    'mark',
    'small',
    'sub',
    'sup',
    'q',
  ],
  ...['cite', 'dfn', 'abbr', 'bdo', 'time', 'wbr', 'a', 'img', 'picture', 'source', 'figure', 'figcaption'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ...['details', 'summary', 'ruby', 'rt', 'rp', 'input'],
]

/** Classes that our own renderer writes; whatever else somebody wrote goes. */
const CLASSES = {
  div: ['markdown-alert', 'markdown-alert-*', 'mermaid-source'],
  p: ['markdown-alert-title', 'mermaid-title'],
  code: ['language-*'],
  ul: ['contains-task-list'],
  li: ['task-list-item'],
  input: ['task-list-item-checkbox'],
  a: ['user-mention', 'issue-link'],
}

/**
 * Takes out of HTML what GitHub takes out: scripts, styles, event handlers, forms, frames, addresses of other kinds.
 * @see https://github.com/gjtorikian/html-pipeline/blob/main/lib/html_pipeline/sanitization_filter.rb
 */
export function sanitize(text: string): string {
  return sanitizeHtml(text, {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': [
        'align',
        'alt',
        'dir',
        'height',
        'width',
        'title',
        'lang',
        'valign',
        'colspan',
        'rowspan',
        'start',
        'open',
      ],
      a: ['href', 'rel'],
      img: ['src', 'srcset', 'loading'],
      source: ['media', 'srcset', 'type'],
      blockquote: ['cite'],
      del: ['cite', 'datetime'],
      ins: ['cite', 'datetime'],
      time: ['datetime'],
      input: [{ name: 'type', values: ['checkbox'] }, 'checked', 'disabled'],
    },
    allowedClasses: CLASSES,
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: [
      'script',
      'style',
      'textarea',
      'option',
      'noscript',
      'iframe',
      'svg',
      'math',
      'title',
      'template',
    ],
    // Only the boxes of task lists; they are shown and not used.
    exclusiveFilter: ({ tag, attribs }) => tag === 'input' && attribs.type !== 'checkbox',
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow noopener' } }),
      input: (tagName, attribs) => ({ tagName, attribs: { ...attribs, disabled: '' } }),
    },
  })
}
