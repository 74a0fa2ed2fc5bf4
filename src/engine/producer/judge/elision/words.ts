/** Says outright that something is not there. */
const OMITTED =
  /\b(?:omit(?:ted|ting)?|elided|snip(?:ped|s)?|left out|not (?:shown|listed|repeated|reproduced|included here)|truncated|abbreviated|shortened|condensed|collapsed|(?:skipped|removed|cut|trimmed) (?=for)|for (?:the sake of )?(?:brevity|clarity|readability|space)|omitid[oa]s?|omis(?:es?)?|weggelassen|ausgelassen|gekürzt|omess[oaie])\b|^(?:cut|etc|et cetera|and so (?:on|forth)|and (?:more|others)|usw|und so weiter|et ainsi de suite)\b|中略|省略|생략|пропущен|опущен|и так далее|и т\. ?д|等等|以此类推|依此类推/gi;
const TO_BE_SHORT = /\bfor (?:the sake of )?(?:brevity|clarity|readability|space)\b/i;
/** Says that something is as it was: in a new text that is only true of what is not in it. */
const AS_IT_WAS =
  /(?:\bnot|n['’]t|\bnothing) (?:to )?(?:be )?(?:need(?:ed)? (?:to )?|to )?(?:be )?(?:chang(?:e|es|ed|ing)|touched|modified|edited|affected)\b|\b(?:unchanged|untouched|unmodified|unaltered|identical|verbatim|nothing new|ditto|dito|idem|otherwise same|so far|no (?:further |other |more )?(?:changes?|edits?|diff)|same(?: \w+)? as\b|as[- ]is|(?:just |exactly )?(?:as|like|from|the way) (?:(?:it|they|you|we|i|in|the|your|its) )*(?:before|was|were|is|are|have|had|has|now|previously|earlier|above|original(?:ly)?|already|existing|current(?:ly)?|stands?)|as (?:shown|described|defined|given|seen|in|per)\b.{0,30}\b(?:above|before|below|earlier|previous(?:ly)?|snippet|original)|as in (?:the |your )?(?:\w+ )?(?:definition|version|file|code|original|snippet)|stays? (?:the same|put|as)|remains? the same|same (?:as )?(?:before|above)|(?:from|in) your (?:\w+ )?(?:version|file|code|original)|what(?:ever)? (?:is|was|you|we) (?:already )?(?:there|had|have)|see (?:the |your )?(?:existing|original|previous|current)|carr(?:y|ied) (?:it )?over)\b|\b(?:remains?|stays?)[. ]*$/gi;
/** Names what cannot be in a new text. */
const EXISTING =
  /^(?:the |all |your |our |any )*existing (?:[\w/-]+ ){0,3}(?:code|logic|implementations?|contents?|methods?|functions?|tests?|imports?|routes?|handlers?|fields?)(?: here)?$|^(?:the |all |your |our )*existing (?:[\w-]+ ){1,4}here$/i;
/** Hints at what was there before. */
const EARLIER =
  /\b(?:existing|previous(?:ly)?|prior|original|current|earlier|old|above|before|keep|kept|leave|left|retain(?:ed)?|stays?|remains?|same|yours?|you (?:already )?ha(?:ve|d)|already|copy|paste|insert|reuse|bestehend\w*|vorhanden\w*|bisherig\w*|existentes?|existant(?:e?s)?|anterior(?:es)?|esistent[ei]|conservée?s?|beibehalten|behalten|mantener)\b|existente|现有|原有|已有|既存|元の|기존|существующ|прежн/gi;
/** Hints at more of the same kind. */
const FURTHER =
  /\b(?:the rest|rest of|remain(?:ing|der)|others?|all|every(?:thing)?|more|additional|further|etc|et cetera|and so (?:on|forth)|similar(?:ly)?|likewise|same (?:way|pattern|manner|approach|for)|analogous(?:ly)?|continu(?:e|es|ed|ing)|repeat|follow|(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|many) (?:more|other)|andere[nrsm]?|übrige[nrsm]?|restliche\w*|weitere[nrsm]?|demás|otr[oa]s|resto|autres?|reste|outr[oa]s|restantes?|altr[ie])\b|其他|其余|剩余|その他|残り|나머지|остальн|прочи/gi;
/** What a program does and gives, which may well be as before while its code is new. */
const BEHAVIOUR =
  /\b(?:results?|answers?|outputs?|figures?|behaviou?r|order|limits?|arguments?|semantics|meaning|format|signatures?|effects?|names|values|rules of|numbers)\b/i;
/** Says that what follows would be like what stands there. */
const REPEATS =
  /\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|many|every|all) (?:the )?(?:more|other|further|remaining|rest)\b|\b(?:more|other|remaining|further|rest) (?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b|\bsame (?:way|pattern|form|manner|scheme|approach|style|for)\b|\b(?:and )?so on\b|\blikewise\b|\banalogous|\b(?:genauso|analog|repetir|de (?:la )?m[êi]s?ma? (?:forma|manera|façon))\b|同様|같은 방식/gi;
/** Tells the reader to go on by himself. */
const TELLS_TO_REPEAT =
  /^(?:repeat|do the same)\b.*\b(?:others?|remaining|rest|each|all)\b|^(?:and )?(?:similarly|likewise|the same|same|analogous\w*|ditto|idem) for\b|^(?:add|list|put|insert|include|define|append) (?:in )?(?:the |all |your |any )*(?:others?|remaining|rest|more|additional|further)\b.*\bhere$|^(?:more|other|additional|further|remaining) (?:[\w-]+ ){1,3}here$/i;
const ENDS_IN_REPEAT =
  /\b(?:analogous(?:ly)?|likewise|similarly|(?:is|are) similar|alike|(?:in )?the same (?:way|pattern|manner|fashion|style))[. ]*$|\b(?:would|will|could|should) (?:follow|go here|come here|be (?:listed|added|defined|inserted) here)[. ]*$|\bfollows? here[. ]*$|^repeat for\b/i;
/** What a file is made of. */
const PART =
  /\b(?:code|codebase|implementations?|contents?|logic|methods?|functions?|imports?|class(?:es)?|tests?|cases?|definitions?|fields?|properties|handlers?|routes?|endpoints?|helpers?|modules?|file|body|bodies|script|sections?|lines?|blocks?|document|configuration|config|keys?|entries|constants?|directives?|declarations?|types?|statements?|styles?|rules?|steps?|stages?|setup|includes?|variables?|arms?|variants?|checks?|branches|components?|markup|elements?|items|rows|columns|tables?|values|options|settings|services?|scripts|dependencies|members?|attributes?|parameters?|schema|queries|commands?|targets?|jobs?|text|paragraphs?|version|part|getters?|setters?|accessors?|constructors?|hooks?|features?|links?|buttons?|plugins?|cards?)\b/gi;
/** Parts of a file that are what a program works on, too: "other fields are unchanged" may tell what it does. */
const DATA =
  /\b(?:fields?|properties|entries|keys|lines|values|columns|items|rows|elements?|records|settings|parameters?|attributes?)\b/i;
/** A part named by its name: `close()`, `__init__`, a quoted word. */
const NAMED =
  /\b[a-z]+[A-Z]\w*\b|(?<!\w)\.[a-z][\w-]*|`[^`]+`|"[^"]+"|'[^']+'|\b\w+\(\)|\b__\w+__\b|(?<!\w)\/\w[\w/-]*/g;
const LINKS =
  /\b(?:a|an|the|this|that|these|those|and|or|of|in|on|at|to|for|from|with|is|are|was|were|be|been|go|goes|come|comes|stand|stands|will|do|does|here|not|no|nothing|it|its|they|them|my|our|up|down|below|just|only|exactly|still|also|both|any|as|plus|add|put|place|include|needed|required|necessary|now|file's|class's)\b/gi;
/** What explains the line below it: it tells what the program does, or why. */
const EXPLAINS =
  /\b(?:if|unless|when|whenever|because|so that|must|should|otherwise|since|until|while|ensure|make sure|check|returns?|handle[sd]?|process(?:es)?|skip(?:s|ped)?|read|write|find|loop|iterate|compute|calculate|apply|store|parse|fall ?back|avoid|allow|prevent|convert|merge|sort|collect|wait|reset|clear|append|print|emit|raise|throw|fail|we|rely)\b/i;
/** The remark says that code went on purpose. */
const ON_PURPOSE =
  /\b(?:remov(?:ed|es|ing)|delet(?:ed|es|ing)|drop(?:s|ped|ping)?|mov(?:ed|ing)|deprecat\w*|obsolete|no longer|any ?more|instead of|replac\w+|gone|unused|dead code|extract\w*|lives in|supersed\w+|entfernt|verschoben|supprim\w+|déplac\w+|eliminad\w+)(?!\w)|移除|删除/i;

/** Speaks of such remarks. */
const QUOTES_DOTS = /["'`][^"'`]*(?:\.{3}|…)[^"'`]*["'`]/;
/** Nothing was left out that had ever been there. */
const STILL_TO_DO =
  /^(?:[\w'-]+ ){0,4}(?:implementation|logic|code|calculation|processing) (?:would |will |should )?(?:go|goes|comes?|belongs) here$|^(?:(?:the|some|any) )?(?:[\w-]+ )?(?:implementation|logic|code) (?:goes|comes|belongs) here$|\b(?:TODO|FIXME)\b|\byour (?:[\w/-]+ ){0,5}(?:code|logic|implementation) (?:goes )?here|\b(?:implement|write|perform|do) \w.*\bhere\b|\badd (?!the (?:other|rest|remaining)|more|other|remaining)\w.*\bhere\b/i;

/** Whole remarks in other languages of people. */
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
/** Words by which other languages of people say that something is as it was. */
const AS_IT_WAS_ELSEWHERE =
  /ongewijzigd|blijven|overige|bez zmian|pozostał|aynı|identic[oaie]|nie zmieni|unverändert|wie (?:gehabt|bisher|vorher|zuvor|oben|es war)|bleib(?:t|en)|ändert sich nicht|nicht geändert|keine Änderung|inchangée?s?|identiques?|comme avant|ne chang\w+ pas|sans changement|tels? quels?|telles? quelles?|sin (?:cambios|modificar|tocar)|no (?:cambian?|se modifican?)|igual(?:es)?|quedan?|como (?:estaba|antes|estava)|tal cual|siguen? (?:igual|como)|se mantienen?|sem alterações|inalterad|não muda|mant(?:ém|ido)|invariat|come prima|non cambi|без изменений|как (?:раньше|было|прежде)|остальн|не меня|不变|同上|省略|保持|以下同|変更なし|そのまま|同じ|省く|동일|그대로|생략/iu;

const LONGEST_WORDS = 18;

/** What the words of a remark say. */
export interface RemarkWords {
  /** It is a remark that stands for code in another language of people, and nothing else. */
  readonly isWholePhrase: boolean;
  /** Code went on purpose, or is still to be written, or the remark is too long to stand for code. */
  readonly isOther: boolean;
  readonly omits: boolean;
  readonly isToBeShort: boolean;
  readonly asItWas: boolean;
  /** How many words hint at what was there before; those of `asItWas` are not counted twice. */
  readonly earlier: number;
  readonly further: boolean;
  readonly repeats: boolean;
  readonly tellsToRepeat: boolean;
  readonly endsInRepeat: boolean;
  /** It is a name for what existed: "the existing helper functions". */
  readonly isExistingPart: boolean;
  readonly namesPart: boolean;
  readonly namesData: boolean;
  readonly namesBehaviour: boolean;
  readonly explains: boolean;
  /** How many words are none of those by which something is left out, or that name a part. */
  readonly otherWords: number;
  readonly endsInHere: boolean;
}

/** Reads the words of a remark. */
export function readWords(text: string): RemarkWords {
  const plain = text.replace(AS_IT_WAS, ' ').replace(OMITTED, ' ');
  return {
    isWholePhrase: text !== '' && ELSEWHERE.some((known) => isEarly(text.search(known))),
    isOther:
      goesOnPurpose(text) ||
      STILL_TO_DO.test(text) ||
      QUOTES_DOTS.test(text) ||
      text.split(/\s+/).length > LONGEST_WORDS,
    omits: count(text, OMITTED) > 0,
    isToBeShort: TO_BE_SHORT.test(text),
    asItWas: count(text, AS_IT_WAS) > 0 || AS_IT_WAS_ELSEWHERE.test(text),
    earlier: count(plain, EARLIER),
    further: count(text, FURTHER) > 0,
    repeats: count(text, REPEATS) > 0,
    tellsToRepeat: TELLS_TO_REPEAT.test(text),
    endsInRepeat: ENDS_IN_REPEAT.test(text),
    isExistingPart: EXISTING.test(text),
    namesPart: count(text, PART) + count(text, NAMED) > 0,
    namesData: DATA.test(text),
    namesBehaviour: BEHAVIOUR.test(text),
    explains: EXPLAINS.test(text.replace(OMITTED, ' ')),
    otherWords: countOtherWords(text),
    endsInHere: /\bhere$/i.test(text),
  };
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** In a longer sentence the same words tell what the program does. */
const isEarly = (index: number): boolean => index >= 0 && index <= 12;

/** Whether a remark says that code went on purpose. */
export const goesOnPurpose = (text: string): boolean => ON_PURPOSE.test(text);

const OWN = [NAMED, OMITTED, AS_IT_WAS, EARLIER, FURTHER, REPEATS, PART, LINKS];

const countOtherWords = (text: string): number =>
  OWN.reduce((left, pattern) => left.replace(pattern, ' '), text).match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)
    ?.length ?? 0;
