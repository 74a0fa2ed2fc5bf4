/** How people and models say that code was left out at a place: whole remarks, read by their words alone. */
const SUBJECT =
  '(?:code|codebase|implementations?|content|contents|logic|methods?|functions?|imports?|class(?:es)?|tests?|test cases|cases|definitions?|fields?|properties|handlers?|routes?|helpers?|module|file|body|script|section|sections|lines|document|configuration|config|keys|entries)';
const AS_IT_WAS =
  '(?:(?:is |are |remains? |stays? |kept |left )*(?:unchanged|untouched|unmodified|the same|as (?:it |they )?(?:is|are|was|were|before)|as[- ]is|same as (?:before|above))|(?:is |are )?(?:omitted|elided|snipped|truncated|left out|not shown)|(?:goes|go|continues?|stays?) here|for brevity|here)';
/** What a program handles rather than what it is made of: "other fields are unchanged" tells what the code does. */
const DATA = /\b(?:fields?|properties|entries|keys|lines|values|columns|items|rows|records|settings)\b/i;
const SUBJECT_OR_PART = SUBJECT.replace(
  '(?:code|',
  '(?:code|constants?|directives?|declarations?|types?|statements?|styles?|rules|steps|setup|includes?|variables?|',
);
const END = '(?: (?:for brevity|for clarity|here|above|below))?[.! ]*$';

const REST = new RegExp(
  `^(?:and )?(?:the )?(?:rest|remainder|remaining|other|all other|all the other)\\b(?: \\w+){0,4} ${SUBJECT}\\b(.*)$`,
  'i',
);
const PRIOR = new RegExp(
  `^(?:the |all |your |keep |our )*(?:existing|previous|prior|original|earlier|unchanged|same|current)\\b(?: [\\w/]+){0,3} ${SUBJECT}\\b(.*)$`,
  'i',
);
const TAIL = new RegExp(`^(?: [\\w/,]+){0,5}? ?,?(?:[-(:] ?)?${AS_IT_WAS}${END}`, 'i');
const LEFT_OUT = new RegExp(
  `^(?:the )?(?:[\\w/]+ ){0,3}${SUBJECT} (?:is |are |was |were )?(?:omitted|elided|snipped|left out|not shown|skipped for brevity)${END}`,
  'i',
);
const KEPT = new RegExp(
  `^(?:keep|leave|retain|insert|include|copy|paste) (?:all |the |your |every )*(?:rest|remaining|existing|previous|original|other|above)\\b(?: [\\w/]+){0,4} ${SUBJECT}\\b(?: [\\w/]+){0,4}(?: here| unchanged| as is| as-is| the same)?[. ]*$`,
  'i',
);
const WHOLE =
  /^(?:(?:same|unchanged) (?:as|from) (?:before|above|previous(?:ly)?|the original)|(?:code )?unchanged|snip(?:ped)?|no changes?(?: here| below| above)?|omitted(?: for brevity)?|(?:rest|remainder)(?: unchanged| omitted| as before)|(?:the )?rest (?:is|stays|remains)(?: (?:unchanged|the same|as is|as before))|as before|content (?:truncated|omitted))[.! ]*$/i;
const AND_SO_ON = /^(?:etc|et cetera|and so (?:on|forth)|and more|and others)\b.{0,40}$/i;
const MORE =
  /^(?:add |put )?(?:(?:some|many|the|your) )?(?:more|other|additional|remaining) (?:\w+ )?\w+(?: (?:go|goes|come|are))? (?:here|omitted|not shown)[. ]*$/i;
/** `__init__` and close() not shown */
const NAMED =
  /^(?:the )?(?:methods? |functions? )?(?:`?[\w.]+\(\)`?|`?__\w+__`?)(?:(?:,|,? and| or|\/) ?(?:`?[\w.]+\(\)`?|`?__\w+__`?))*:? (?:is |are |stays? |remains? |kept )*(?:not shown|omitted|elided|left out|unchanged|untouched|the same|same as before|as before|as is)(?: (?:here|for brevity))?[. ]*$/i;
/** "(imports unchanged)": what stays is named first; only in brackets or after dots, since code has states too. */
const STAYS = new RegExp(`^(?:[\\w/]+ ){0,3}${SUBJECT_OR_PART} (?:${AS_IT_WAS})${END}`, 'i');
const FOR_BREVITY =
  /^.{3,80} (?:omitted|elided|skipped|left out|truncated|shortened|removed) for (?:the sake of )?(?:brevity|clarity|readability|space)[. ]*$/i;
const NO_CHANGES =
  /^(?:there are )?(?:no|nothing) (?:(?:further|other|more) )?chang(?:es?|ed)(?: (?:are )?(?:needed|required|necessary))?(?: (?:here|above|below|(?:to|from|after|below|above|in|beyond) (?:this|here|that|the rest)\b.{0,30}))?[. ]*$/i;
const BARE_CODE =
  /^(?:(?:the|your|my|our) )?(?:existing|previous|original) (?:\w+ )?(?:code|implementation|logic)[. ]*$/i;
/** The same remarks in other languages of people. */
const ELSEWHERE = [
  /(?:^|\P{L})(?:rest(?:liche[rsnm]?)?|übrige[rsnm]?|bestehende[rsnm]?|vorhandene[rsnm]?|bisherige[rsnm]?|andere[nr]?) .{0,40}(?:unverändert|wie (?:vorher|zuvor|bisher|gehabt|oben)|bleib(?:t|en) gleich|identisch|weggelassen)\W*(?:hier)?$|^unverändert$|^wie (?:vorher|zuvor|bisher|oben)$/iu,
  /(?:^|\P{L})(?:reste|existante?s?|autres) .{0,40}(?:inchangée?s?|identiques?|comme avant|le même|la même|omise?s?)\W*(?:ici)?$|^inchangée?s?$|^code existant(?: ici)?$/iu,
  /(?:^|\P{L})(?:resto|existentes?|anterior(?:es)?|demás|otros|otras|restantes?) .{0,40}(?:sin cambios|igual(?:es)?|no cambian?|se mantienen?|permanecen?|omitid[oa]s?)\W*(?:aquí)?$|^código (?:existente|anterior)(?: aquí)?$/iu,
  /(?:^|\P{L})(?:resto|existentes?|restantes?|outr[oa]s) .{0,40}(?:inalterad[oa]s?|sem alterações|permanecem? (?:igual|iguais|o mesmo)|omitid[oa]s?)\W*(?:aqui)?$/iu,
  /(?:^|\P{L})(?:resto|esistent[ei]|altri|altre) .{0,40}(?:invariat[oaie]|immutat[oaie]|uguale|come prima|omess[oaie])\W*(?:qui)?$|^codice esistente(?: qui)?$/iu,
  /(?:остальн|существующ|прежн).{0,40}(?:без изменений|не меняется|не меняются|как (?:раньше|прежде)|опущен[оаы]?)\W*$|^(?:существующий|остальной) код$/iu,
  /(?:其余|其他|剩余|剩下|现有|原有|已有).{0,12}(?:保持不变|不变|相同|省略|一样|无需修改)$|^(?:现有|原有|其余|剩余)(?:的)?代码$/u,
  /(?:残り|既存|以下|他|その他|以降).{0,12}(?:変更なし|同じ|省略|そのまま|変わらず)(?:です)?$|^(?:既存|残り)のコード$/u,
  /(?:나머지|기존).{0,20}(?:동일|변경 없음|그대로|생략)$|^(?:나머지|기존) 코드$/u,
];
const LED_BY_DOTS =
  /\b(?:unchanged|omitted|same as|as before|rest of|remain(?:s|ing|der)|existing|previous|prior|original|other (?:methods|functions|tests|code|imports|fields|cases|routes)|more (?:methods|functions|tests|code|cases)|snip|truncated|elided|for brevity|stays?|keep)\b/i;

/** Between dots on both sides less is enough. */
const BETWEEN_DOTS = /\b(?:more|further|additional|others?|above|below|earlier|later|setup|and so on)\b/i;
/** "setup as shown above" after dots or in brackets */
const REFERS =
  /\bas (?:shown|described|defined|given|seen|in|per)\b.{0,30}\b(?:above|before|below|earlier|previous(?:ly)?|snippet|original)\b/i;
/** What stands in brackets or in a comment of markup is no remark about the data beside it. */
const PART_STAYS =
  /^(?:the )?(?:[\w/]+ ){1,3}(?:(?:is|are|stays?|remains?) )*(?:unchanged|omitted|not shown|as before|the same)[. ]*$/i;

/** Whether a comment says that code was left out at its place. */
export function isElision(comment: string, isMarkup = false): boolean {
  const plain = comment.replace(/^[-=*~#\s]+|[-=*~#\s]+$/g, '');
  const bare = plain.replace(/^[([{<\s]+|[)\]}>\s]+$/g, '').trim();
  const leads = /^(?:\.{3}|…)/.test(bare);
  const trails = /(?:\.{3}|…)$/.test(bare);
  const text = bare.replace(/^[.…\s([]+|[.…\s)\]]+$/g, '').trim();
  if (text === '') return false;
  if (leads && (trails || /^[([]/.test(bare.replace(/^[.…\s]+/, ''))) && text.split(/\s+/).length <= 14) {
    if (LED_BY_DOTS.test(text) || BETWEEN_DOTS.test(text) || new RegExp(`\\b${SUBJECT}\\b`, 'i').test(text))
      return true;
  }
  if (leads && LED_BY_DOTS.test(text) && text.split(/\s+/).length <= 8) return true;
  if (
    [WHOLE, LEFT_OUT, KEPT, AND_SO_ON, MORE, NAMED, BARE_CODE, FOR_BREVITY, NO_CHANGES].some((known) =>
      known.test(text),
    )
  )
    return true;
  if (ELSEWHERE.some((known) => known.test(text))) return true;
  const isWrapped = isMarkup || leads || trails || /^[([{<]/.test(plain);
  if (isWrapped && [STAYS, PART_STAYS, REFERS].some((known) => known.test(text))) return true;
  const rest = (REST.exec(text) ?? PRIOR.exec(text))?.[1];
  if (rest === undefined) return false;
  if (!isWrapped && DATA.test(text) && !/\b(?:omitted|elided|not shown|brevity|here)\b/i.test(text))
    return false;
  return (
    TAIL.test(rest) || TAIL.test(` ${rest}`.slice(1)) || ((leads || trails) && rest.split(/\s+/).length <= 6)
  );
}
