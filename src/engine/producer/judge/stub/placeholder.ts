/**
 * Words by which a remark says that the work is still to do. They say nothing by themselves: code that works may have
 * them beside it. Only a body that does nothing is a stub for them. The syntax is one that Python reads the same way.
 */
const PLACEHOLDER_WORDS = [
  String.raw`\b(?:TODO|FIXME|TBD|XXX)\b|placeholder|\bstub(?:bed)?\b|\bskeleton\b|\bdummy\b|\bmock(?:ed|s)?\b|\bfake\b|hard-?coded`,
  String.raw`not (?:yet )?(?:been )?implemented|unimplemented|\bto be (?:implemented|done|added|completed|filled|written|defined|decided)`,
  String.raw`\b(?:will|would|should|must|can|could|needs? to|has to|still) (?:be )?(?:implement|add|fill|come|go|call|replace|need|missing|to do|happen|live)\w*`,
  String.raw`\bimplement(?:ed|ation)? (?:this|me|later|here|goes|logic|the|your|in|and|a)\b|^\W*implement\b|\b(?:add|put|write|insert|place|do|perform|build|call) (?:[\w'/-]+ ){1,7}here\b`,
  String.raw`\b(?:your|actual|real|business|custom|application) (?:\w+ ){0,4}(?:code|implementation|logic|call|request|query|work|processing|validation|computation|lookup)\b`,
  String.raw`\b(?:goes?|comes?|go) here\b|\bfill (?:this |it |me |these )?in\b|\b(?:comes?|added|done|follow\w*|available) (?:later|soon)\b|\bcoming soon\b|\blater (?:on|we)\b|\breplace (?:this|with|it|the)\b|\bonce (?:we|the|it)\b|\bpending\b|\bunder construction\b|\bleft (?:out|as an exercise)\b|\bnot (?:\w+ )?yet\b|\bnot done\b|\buntil (?:then|the|we|an?|it)\b|\btime being\b|(?<!nothing)(?<!nothing to do) here\W*$`,
  String.raw`\bin (?:a |the )?(?:real|production|full|actual|complete|future|next)\b|\b(?:just )?for now\b|\bsimulat(?:e|ed|es|ing|ion)\b|\bpretend|\bdemo\b|\bsimplified\b|\bin the future\b`,
  String.raw`pendiente|por (?:hacer|implementar)|provisional|por ahora|aquí va|(?:a|da|per) implement|à (?:faire|implémenter|compléter|remplir)|pour l'instant|zu (?:tun|implementieren|erledigen|ergänzen)|noch (?:nicht|zu)|implementier|vorerst|Platzhalter|kommt (?:später|noch|hier)|fehlt noch|sobald`,
  String.raw`待(?:实现|完成|补充)|(?:在这里|在此|此处).{0,12}(?:实现|添加|编写)|占位|暂时|未実装|ここに|後で|仮の|구현|나중에|реализ|заглушк|позже`,
].join('|');

/** A remark that says that the work is still to do. */
export const PLACEHOLDER = new RegExp(PLACEHOLDER_WORDS, 'i');
/** An error, or a line that is printed, that says so. */
export const NOT_DONE =
  /not (?:yet )?(?:been )?implemented|unimplemented|implement me|(?:your|the) (?:own )?(?:implementation|code|logic)|to be implemented|\bTODO\b|NotImplemented|not (?:available|supported) yet|coming soon|under construction|noch nicht|no implementad|non implément/i;
/** Text of a screen or a page that says so. */
export const SHOWN_NOT_DONE =
  /\bgo(?:es)? here\b|coming soon|placeholder|\bTODO\b|not (?:yet )?implemented|under construction/i;
/** Words by which a body without code is the finished work. */
export const ON_PURPOSE =
  /no-?op\b|nothing (?:to|here|else)|do(?:es)? nothing|intentional|on purpose|deliberate|ignor|empty|swallow|overrid|subclass|default|not needed|unused|required by|never (?:called|reached)|keep/i;
