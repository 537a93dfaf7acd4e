import { fill, type Language, type WordParams } from '../contract/words.ts';

/** Where something stands in a configuration file. */
export interface Place {
  file: string;
  /** Counts from 1. */
  line: number;
}

export const placeText = ({ file, line }: Place) => `${file}:${line}`;

/** What reading, importing and exporting keepalived.conf has to say besides its result: a closed list. */
const notes = {
  'brace-missing': {
    en: 'the block that starts here is never closed',
    'zh-CN': '从这里开始的块没有闭合',
  },
  'brace-extra': { en: 'a “}” that closes nothing', 'zh-CN': '多余的“}”' },
  'brace-unexpected': { en: 'a “{” without a keyword before it', 'zh-CN': '“{”之前没有关键字' },
  'too-deep': { en: 'blocks are nested too deep', 'zh-CN': '块嵌套过深' },
  'too-large': {
    en: 'the configuration becomes too large; the rest was not read',
    'zh-CN': '配置过大；其余部分未读取',
  },
  'quote-missing': { en: 'a quote is not closed', 'zh-CN': '引号没有闭合' },
  'odd-space': {
    en: '{character} stands in the line; keepalived takes it for a letter, not for a space',
    'zh-CN': '该行含有 {character}；keepalived 将其视为普通字符而非空格',
  },
  sequence: { en: '{text} is not understood; the line was left out', 'zh-CN': '不支持 {text}；已忽略该行' },
  'variable-undefined': { en: 'the variable {name} is not defined', 'zh-CN': '变量 {name} 未定义' },
  'variable-loop': { en: 'the variable {name} grows without end', 'zh-CN': '变量 {name} 无限展开' },
  'include-missing': {
    en: 'nothing can be read for include {pattern}',
    'zh-CN': 'include {pattern} 没有可读的文件',
  },
  'include-loop': { en: '{file} includes itself', 'zh-CN': '{file} 包含了自身' },
  'keyword-unknown': {
    en: '{keyword} is no keyword of {block}',
    'zh-CN': '{keyword} 不是 {block} 的关键字',
  },
  'value-wrong': {
    en: '{keyword} has no usable value: “{value}”',
    'zh-CN': '{keyword} 的值不可用：“{value}”',
  },
  'address-wrong': {
    en: '{keyword}: “{value}” is not an IP address',
    'zh-CN': '{keyword}：“{value}”不是 IP 地址',
  },
  'family-differs': {
    en: '{keyword}: {value} is not of the family of the first address; keepalived ignores it',
    'zh-CN': '{keyword}：{value} 与第一个地址的地址族不同；keepalived 会忽略它',
  },
  'name-twice': {
    en: '{block} is defined already; keepalived ignores this one',
    'zh-CN': '{block} 已定义过；keepalived 会忽略此处',
  },
  'reference-unknown': {
    en: '{keyword} names {name}, which is not defined',
    'zh-CN': '{keyword} 引用了未定义的 {name}',
  },
  'not-carried': { en: '{what} has no place in a lab', 'zh-CN': '实验无法表示 {what}' },
  'left-out': {
    en: '{what} was left out: a lab cannot say {detail}, and without it something else would be meant',
    'zh-CN': '{what} 已略去：实验无法表示 {detail}，省略它会改变含义',
  },
  'became-process': {
    en: '{what} runs “{command}” and became a check of the process {process}',
    'zh-CN': '{what} 运行“{command}”，已转为对进程 {process} 的检查',
  },
  differs: {
    en: '{what} is {first} in one file and {second} in the other; {first} was taken',
    'zh-CN': '{what} 在一个文件中为 {first}，在另一个中为 {second}；已采用 {first}',
  },
  'one-sided': { en: '{what} stands in one file only', 'zh-CN': '{what} 只出现在一个文件中' },
  placeholder: {
    en: '{what} is not in the file; “{value}” was put there, please check it',
    'zh-CN': '文件中没有 {what}；已填入“{value}”，请检查',
  },
  'needs-version': {
    en: '{what} needs keepalived {version} or newer',
    'zh-CN': '{what} 需要 keepalived {version} 或更高版本',
  },
  'needs-program': {
    en: '{what} runs {program}, which must be installed on the node',
    'zh-CN': '{what} 会运行 {program}，节点上必须已安装',
  },
  'tracked-partly': {
    en: '{name} is not tracked by {instance}; in a lab every virtual router tracks every check',
    'zh-CN': '{instance} 未跟踪 {name}；实验中每个虚拟路由器都跟踪所有检查',
  },
  'not-expressible': {
    en: 'keepalived has nothing for {what}; it was left out',
    'zh-CN': 'keepalived 无法表示 {what}；已略去',
  },
  'sync-group-weight': {
    en: '{what} became 0: members of a sync group know no weights; when the check fails, the node gives up all of their addresses',
    'zh-CN': '{what} 变为 0：同步组的成员不支持权重；检查失败时节点放弃它们的全部地址',
  },
  'sync-weight-ignored': {
    en: '{name} has the weight {weight}, which keepalived ignores in the sync group {group}; the lab keeps it, but 0 is what has an effect there',
    'zh-CN':
      '{name} 的权重为 {weight}，而 keepalived 在同步组 {group} 中会忽略它；实验保留该权重，但在同步组中应使用 0',
  },
  rounded: {
    en: '{what} became {value}, since keepalived takes no finer step there',
    'zh-CN': '{what} 变为 {value}，因为 keepalived 的步长没有更细',
  },
} as const satisfies Record<string, Record<Language, string>>;

/** What the file means and the lab does not: the result is no whole copy. */
const losing: ReadonlySet<NoteCode> = new Set([
  'left-out',
  'include-missing',
  'include-loop',
  'sequence',
  'variable-undefined',
  'variable-loop',
  'too-deep',
  'too-large',
] as const);
export const losesMeaning = ({ code }: Pick<Note, 'code'>) => losing.has(code);

export type NoteCode = keyof typeof notes;
export const noteCodes = Object.keys(notes) as NoteCode[];

export interface Note {
  code: NoteCode;
  params: WordParams;
  /** Absent for what no line says. */
  place?: Place;
}

export function note(code: NoteCode, params: WordParams = {}, place?: Place): Note {
  return { code, params, ...(place === undefined ? {} : { place }) };
}

export function wordNote({ code, params, place }: Note, language: Language): string {
  const text = fill(notes[code][language], params);
  return place === undefined ? text : `${placeText(place)}: ${text}`;
}
