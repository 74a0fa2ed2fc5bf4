/**
 * What the project's interpreter knows of its own language, as a program: a line `{before, after}` of JSON in, a line of
 * facts out, for as long as it is asked. Its arguments are the patterns for placeholders and for words that say that
 * something is not done. Runs on Python 3.8 and newer, imports nothing of the project, and executes nothing of the text.
 */
export const PYTHON_SCRIPT = String.raw`
import ast, builtins, io, json, re, symtable, sys, tokenize

SILENT = {'__exit__', '__aexit__', '__del__', 'setUp', 'tearDown', 'setUpClass', 'tearDownClass', 'log_message'}
NOOP = re.compile(r'^_*(noop|nop|no_op|null|dummy|ignore|identity|do_nothing|skip)?_*$', re.I)
CONSTANT_BY_NAME = re.compile(r'null|noop|no_op|always|never|constant|fixed|default|empty|dummy|fake|mock|stub|disabled|supports', re.I)
EMPTY_BY_NAME = re.compile(r'^_?(Null|Always|Never|Constant|Allow|Passthrough|No[Oo]p|Dummy|Fake|Mock|Stub|Abstract|Base|Silent|Empty|Void)|(Base|Mixin|Protocol|Interface|ABC)$')
HOOKS_BY_NAME = re.compile(r'(Hooks?|Callbacks?|Listener|Observer|Visitor|Delegate)$')
# words by which an empty body is the finished work: it is there to be overridden, or to do nothing
ON_PURPOSE = re.compile(r'\boverrid(e|es|den|ing|able)\b|\bsub-?class(es)?\b|\bderived class|\babstract\b|\binterface (of|for|that)\b|^\W*interface\b|\bhooks?\b|\bno-?op\b|\b(do|does|doing) nothing\b|\bnothing to do\b|\bnull object\b|\btemplate method\b|\bimplementers\b', re.I)
ENDS_BY_NAME = re.compile(r'exit|quit|sig|handle|stop|shut|term|abort|die|main|usage', re.I)
EXCEPTION = re.compile(r'(Error|Exception|Warning|Interrupt|Exit)$')
LEGIT_DECORATOR = re.compile(r'(abstract\w*|overload|group|callback|singledispatch|singledispatchmethod|fixture|hookspec)$')
PLACEHOLDER = NOT_DONE = None

def tail(node):
    if isinstance(node, ast.Call):
        return tail(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return tail(node.value)
    return node.id if isinstance(node, ast.Name) else ''

def is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)

def is_dots(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is Ellipsis

def says_not_done(node):
    return any(isinstance(n, ast.Constant) and isinstance(n.value, str) and NOT_DONE.search(n.value) for n in ast.walk(node))

def bodyless(body):
    return body[1:] if body and is_text(body[0]) else body

IDLE_CALLS = {'dict', 'list', 'set', 'tuple', 'str', 'int', 'float', 'bool', 'now', 'utcnow', 'today', 'uuid4', 'time', 'random', 'randint', 'uniform', 'choice', 'isoformat', 'Decimal', 'date', 'datetime', 'jsonify', 'object'}
SAYS = {'print', 'log', 'info', 'warning', 'debug', 'error', 'exception', 'echo', 'sleep', 'warn', 'send', 'reply'}

# a value that is the same whatever the function is asked for, or what it was given
def is_fixed(value, names):
    if value is None or isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Name):
        return value.id in names
    if isinstance(value, ast.UnaryOp):
        return is_fixed(value.operand, names)
    made = {name: kind for name, kind in names.items() if kind == 'made'}
    if isinstance(value, ast.BinOp):
        return is_fixed(value.left, made) and is_fixed(value.right, made)
    if isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        return all(is_fixed(v, names) for v in value.elts)
    if isinstance(value, ast.IfExp):
        used = [n.id for n in ast.walk(value.test) if isinstance(n, ast.Name)]
        return all(n in made for n in used) and is_fixed(value.body, names) and is_fixed(value.orelse, names)
    if isinstance(value, ast.Dict):
        return all(is_fixed(v, names) for v in value.values)
    if isinstance(value, ast.JoinedStr):
        return all(is_fixed(v.value if isinstance(v, ast.FormattedValue) else v, names) for v in value.values)
    if isinstance(value, ast.Call):
        called = tail(value)
        makes = called[:1].isupper() or called in IDLE_CALLS
        if called == 'round':
            return all(is_fixed(v, made) for v in value.args)
        return makes and all(is_fixed(v, names) for v in value.args) and all(is_fixed(k.value, names) for k in value.keywords)
    return False

def texts(node):
    return ' '.join(n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))

EXITS = {ast.dump(ast.parse(name, mode='eval').body) for name in ('exit', 'quit', 'sys.exit', 'os._exit')}

# sys.exit(0), quit(), raise SystemExit, os._exit(0): whoever imports or calls it ends there, and in success
def is_exit(node):
    if isinstance(node, ast.Raise):
        call = node.exc
        if call is None or tail(call) != 'SystemExit':
            return False
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.dump(node.value.func) in EXITS:
        call = node.value
    else:
        return False
    args = getattr(call, 'args', [])
    return not args or (isinstance(args[0], ast.Constant) and not args[0].value)

# a file that ends every process that imports it; a script without a guard runs something first and exits last
def exits(tree):
    found = []
    def visit(body, outer):
        for n in body:
            if is_exit(n):
                hard = isinstance(n, ast.Expr) and tail(n.value) == '_exit'
                ran = any(isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) for s in tree.body if s.lineno < n.lineno)
                if hard or not outer or n is not tree.body[-1] or not ran:
                    found.append(n.lineno)
            elif isinstance(n, (ast.With, ast.Try)):
                visit(n.body, False)
    visit(tree.body, True)
    return found

# uses none of its parameters, except to say them, and gives the same answer to everything
def is_hollow(node):
    given = {a.arg for a in node.args.args + node.args.kwonlyargs if a.arg not in ('self', 'cls') and not a.arg.startswith('_')}
    body = bodyless(node.body)
    if not given or not any(isinstance(s, ast.Return) and s.value is not None for s in body):
        return False
    said = {id(n) for s in body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) and tail(s.value) in SAYS for n in ast.walk(s)}
    return not any(isinstance(n, ast.Name) and n.id in given and id(n) not in said for s in body for n in ast.walk(s))

# 0: real; 1: an empty body; 2: a body that says that it is not done; 3: a body that is the same for everything
def stubness(node, remarks, steps, free):
    body = bodyless(node.body)
    names = {a.arg: 'given' for a in node.args.args + node.args.kwonlyargs}
    level = 1
    fixed = False
    for s in body:
        if isinstance(s, ast.Pass) or is_dots(s):
            continue
        if isinstance(s, ast.Assert) and isinstance(s.test, ast.Constant) and s.test.value:
            continue
        if is_exit(s) and len(body) == 1 and not ENDS_BY_NAME.search(node.name):
            return 2
        if isinstance(s, ast.Raise) and s.exc is not None and (tail(s.exc) == 'NotImplementedError' or says_not_done(s.exc)):
            level = 2
            continue
        value = getattr(s, 'value', None)
        if isinstance(value, ast.Await):
            value = value.value
        if isinstance(s, ast.Expr) and isinstance(value, ast.Call) and tail(value) in SAYS:
            if says_not_done(value):
                level = 2
            fixed = True
            continue
        if isinstance(s, ast.Return) and is_fixed(value, names):
            if value is not None and says_not_done(value):
                level = 2
            fixed = True
            continue
        if remarks and isinstance(s, ast.Return) and isinstance(value, ast.Attribute) and tail(value.value) == 'self' and is_hollow(node):
            continue
        if isinstance(s, (ast.Assign, ast.AnnAssign)) and is_fixed(value, names):
            targets = s.targets if isinstance(s, ast.Assign) else [s.target]
            if all(isinstance(t, ast.Name) or (remarks and isinstance(t, ast.Attribute) and tail(t.value) == 'self') for t in targets):
                names.update({t.id: 'made' for t in targets if isinstance(t, ast.Name)})
                fixed = True
                continue
        return 0
    if remarks or (steps > 1 and is_hollow(node)):
        return 2
    if fixed and level == 1:
        return 3 if free and is_hollow(node) and not CONSTANT_BY_NAME.search(node.name) else 0
    return level

def is_abstract(cls):
    return any(isinstance(m, (ast.FunctionDef, ast.AsyncFunctionDef)) and any('abstract' in tail(d) for d in m.decorator_list) for m in cls.body)

def functions(tree, comments, source):
    found, subclassed = [], set()
    for n in ast.walk(tree):
        if isinstance(n, ast.ClassDef):
            subclassed.update(tail(b) for b in n.bases)
    lines = source.split('\n')
    def visit(body, prefix, cls):
        for n in body:
            if isinstance(n, ast.ClassDef):
                visit(n.body, prefix + n.name + '.', n)
            elif isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)):
                end = getattr(n, 'end_lineno', n.lineno)
                remarks = any(PLACEHOLDER.search(t) for l, t in comments if n.lineno <= l <= end + 1 and (l <= end or len(lines[l-1]) - len(lines[l-1].lstrip()) > n.col_offset))
                steps = sum(1 for l, t in comments if n.lineno < l <= end and lines[l - 1].lstrip().startswith('#'))
                # a method of a base that others made may well be a constant
                level = stubness(n, remarks, steps, cls is None or not cls.bases)
                legit = n.name in SILENT or bool(NOOP.match(n.name)) or any(LEGIT_DECORATOR.search(tail(d)) for d in n.decorator_list)
                legit = legit or (level > 0 and not remarks and bool(ON_PURPOSE.search(texts(n))))
                if cls is not None:
                    legit = legit or (level > 0 and not remarks and bool(ON_PURPOSE.search(ast.get_docstring(cls) or '')))
                    legit = legit or (level == 1 and bool(HOOKS_BY_NAME.search(cls.name)))
                    bases = [tail(b) for b in cls.bases]
                    legit = legit or bool(EMPTY_BY_NAME.search(cls.name)) or 'Protocol' in bases or bool(EXCEPTION.search(cls.name))
                    legit = legit or (cls.name in subclassed and level > 0)
                    legit = legit or (level > 0 and not remarks and is_abstract(cls))
                found.append({'name': prefix + n.name, 'line': n.lineno, 'level': level, 'legit': legit,
                    'digest': ast.dump(n.args) + '|' + '|'.join(ast.dump(s) for s in bodyless(n.body)),
                    'excerpt': '\n'.join(lines[n.lineno - 1:end])[:300]})
            elif isinstance(n, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
                for part in ('body', 'orelse', 'finalbody'):
                    visit(getattr(n, part, []) or [], prefix, cls)
                for h in getattr(n, 'handlers', []):
                    visit(h.body, prefix, cls)
    visit(tree.body, '', None)
    return found

# a bare ... beside other statements, or at the top of a file, stands for code
def dots(tree):
    found = [n.lineno for n in tree.body if is_dots(n)]
    for n in ast.walk(tree):
        for part in ('body', 'orelse', 'finalbody'):
            body = getattr(n, part, None)
            if isinstance(body, list) and n is not tree:
                rest = bodyless(body)
                if len(rest) > 1:
                    found += [s.lineno for s in rest if is_dots(s)]
    return sorted(found)

# whether it can be no file of its own: a piece of a function or of a class, or statements on names that nothing binds
def is_fragment(tree, source):
    for n in tree.body:
        if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and n.args.args and n.args.args[0].arg == 'self':
            return True
    try:
        compile(tree, 'file', 'exec', dont_inherit=True)
        table = symtable.symtable(source, 'file', 'exec')
    except SyntaxError:
        return True
    if any(isinstance(n, ast.ImportFrom) and any(a.name == '*' for a in n.names) for n in ast.walk(tree)):
        return False
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    return any(s.is_referenced() and s.get_name() not in bound and not hasattr(builtins, s.get_name())
        and not s.get_name().startswith('__') for s in table.get_symbols())

def comments_of(source):
    out = []
    try:
        for t in tokenize.generate_tokens(io.StringIO(source).readline):
            if t.type == tokenize.COMMENT:
                out.append((t.start[0], t.string, t.line.lstrip().startswith('#')))
    except Exception:
        pass
    return out

def is_filler(n):
    return isinstance(n, (ast.Pass, ast.Import, ast.ImportFrom)) or is_text(n) or is_dots(n) or (isinstance(n, ast.Raise) and n.exc is not None and tail(n.exc) == 'NotImplementedError')

def facts(source):
    if source.startswith('\ufeff'):
        source = source[1:]
    try:
        tree = ast.parse(source)
        comments = comments_of(source)
        return {'error': None, 'functions': functions(tree, [(l, t) for l, t, _ in comments], source), 'dots': dots(tree), 'exits': exits(tree),
            'comments': [l for l, _, whole in comments if whole],
            'statements': sum(1 for n in tree.body if not is_filler(n)), 'fillers': sum(1 for n in tree.body if isinstance(n, ast.Pass) or is_dots(n) or isinstance(n, ast.Raise)),
            'imports': sum(1 for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))),
            'definitions': sum(1 for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign))),
            'fragment': is_fragment(tree, source)}
    except SyntaxError as e:
        return {'error': '%s (line %s)' % (e.msg, e.lineno)}
    except (ValueError, RecursionError, MemoryError, OverflowError) as e:
        return {'error': '%s: %s' % (type(e).__name__, e)}

PLACEHOLDER = re.compile(sys.argv[1], re.I)
NOT_DONE = re.compile(sys.argv[2], re.I)
for line in sys.stdin:
    f = json.loads(line)
    print(json.dumps({'before': None if f['before'] is None else facts(f['before']), 'after': facts(f['after'])}), flush=True)
`;
