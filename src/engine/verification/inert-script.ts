/**
 * Tells of Python modules whether importing them only binds names, as a program: a line of JSON (the module's text) in;
 * out comes a line of JSON, the names of the modules that it imports, or null where anything in it might do more. It
 * executes nothing of the text, and runs on Python 3.8 and newer. What it does not know is a doubt.
 */
export const INERT_SCRIPT = String.raw`
import ast, json, sys

# modules of the standard library that may be imported, and whose names may stand in a value
QUIET = set('''__future__ abc array bisect calendar cmath collections copy csv dataclasses datetime decimal difflib enum
fractions functools hashlib heapq itertools json math numbers operator random re statistics string textwrap time types
typing unicodedata uuid'''.split())
# calls that make a value out of literals
MAKERS = {'dict', 'frozenset', 'list', 'range', 'set', 'tuple', 'compile', 'namedtuple', 'TypeVar', 'Decimal', 'Fraction',
    'maketrans', 'field', 'timedelta', 'object'}
DECORATORS = {'property', 'staticmethod', 'classmethod', 'abstractmethod', 'dataclass', 'total_ordering', 'cache',
    'lru_cache', 'overload', 'unique', 'final', 'runtime_checkable', 'cached_property'}
ENUMS = {'Enum', 'IntEnum', 'Flag', 'IntFlag', 'StrEnum'}
BASES = {'object', 'ABC', 'Protocol', 'Generic', 'NamedTuple', 'TypedDict', 'Exception', 'ValueError', 'TypeError', 'KeyError',
    'IndexError', 'LookupError', 'RuntimeError', 'ArithmeticError', 'ZeroDivisionError', 'OverflowError', 'NotImplementedError'}
# special methods that are called on instances alone, of which an inert module makes none; others, Python may call while it
# makes a class or reads a name of a module
ON_INSTANCES = {'__%s__' % name for name in '''init post_init repr str bytes format eq ne lt le gt ge hash bool len iter next
reversed contains getitem setitem delitem missing call enter exit aenter aexit aiter anext await add radd iadd sub rsub isub mul
rmul imul truediv rtruediv floordiv rfloordiv mod rmod divmod pow rpow neg pos abs invert int float complex index round and rand
or ror xor rxor lshift rshift matmul copy deepcopy'''.split()}

class Doubt(Exception):
    pass

class Module:
    def __init__(self, tree):
        self.imported = set()
        self.quiet = {}         # a name of the module: what it was imported from, dotted
        self.local = set()      # every name that the module binds anywhere but by an import
        self.functions = set()
        self.others = set()     # those that are bound to something else than a function
        self.classes = set()    # looked at so far, and no enumerations
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.functions.add(node.name)
                if node.name.startswith('__') and node.name.endswith('__') and node.name not in ON_INSTANCES:
                    raise Doubt
            elif isinstance(node, ast.ClassDef):
                self.others.add(node.name)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                self.others.add(node.id)
            elif isinstance(node, ast.arg):
                self.others.add(node.arg)
        # a name that is bound anywhere may not be the built-in that it looks like
        self.local = self.functions | self.others
        self.body(tree.body)

    def body(self, statements):
        for node in statements:
            self.statement(node)

    def statement(self, node):
        if isinstance(node, ast.Pass):
            return
        if isinstance(node, ast.Expr):
            if not isinstance(node.value, ast.Constant):
                raise Doubt
        elif isinstance(node, ast.Import):
            for name in node.names:
                self.take(name.name, name.asname or name.name.split('.')[0], name.name if name.asname else name.name.split('.')[0])
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                if node.level or name.name == '*':
                    raise Doubt
                self.take(node.module, name.asname or name.name, node.module + '.' + name.name)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.function(node)
        elif isinstance(node, ast.ClassDef):
            self.cls(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self.target(target)
            self.value(node.value)
        elif isinstance(node, ast.AnnAssign):
            self.target(node.target)
            self.annotation(node.annotation)
            if node.value is not None:
                self.value(node.value)
        elif isinstance(node, ast.If) and self.is_main(node.test):
            self.body(node.orelse)
        else:
            raise Doubt

    def is_main(self, test):
        return (isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == '__name__'
            and '__name__' not in self.local and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)
            and isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value == '__main__')

    def take(self, module, name, meaning):
        top = module.split('.')[0]
        if top not in QUIET or name.startswith('__'):
            raise Doubt
        self.imported.add(top)
        self.quiet[name] = meaning

    def target(self, node):
        if not isinstance(node, ast.Name) or (node.id.startswith('__') and node.id not in ('__all__', '__version__', '__slots__', '__author__')):
            raise Doubt

    # the last part of a name that was imported or is a built-in; anything else is a doubt
    def known(self, node, names):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in self.quiet and node.value.id not in self.local and node.attr in names:
                return node.attr
        elif isinstance(node, ast.Name) and node.id not in self.local:
            meaning = self.quiet.get(node.id, node.id).split('.')[-1]
            if meaning in names:
                return meaning
        raise Doubt

    def function(self, node):
        for decorator in node.decorator_list:
            self.decorator(decorator)
        # of a property, a class method is called by whoever reads the name of the class, until Python 3.13
        names = {getattr(d, 'attr', getattr(d, 'id', None)) for d in node.decorator_list}
        if len(names) > 1 and not names <= {'staticmethod', 'property', 'lru_cache', 'cache', 'abstractmethod', 'overload', 'final', None}:
            raise Doubt
        arguments = node.args
        for default in arguments.defaults + [d for d in arguments.kw_defaults if d is not None]:
            self.value(default)
        every = arguments.args + arguments.kwonlyargs + getattr(arguments, 'posonlyargs', [])
        for given in every + [a for a in (arguments.vararg, arguments.kwarg) if a is not None]:
            if given.annotation is not None:
                self.annotation(given.annotation)
        if node.returns is not None:
            self.annotation(node.returns)
        if getattr(node, 'type_params', None):
            raise Doubt

    def decorator(self, node):
        if isinstance(node, ast.Attribute) and node.attr in ('setter', 'getter', 'deleter') and isinstance(node.value, ast.Name):
            # of a property: a class could have a method of that name, which would be called
            if node.value.id not in self.functions or node.value.id in self.others or node.value.id in self.quiet:
                raise Doubt
            return
        if isinstance(node, ast.Call):
            for value in node.args + [k.value for k in node.keywords]:
                if not isinstance(value, ast.Constant):
                    raise Doubt
            node = node.func
        self.known(node, DECORATORS)

    def cls(self, node):
        if node.keywords or getattr(node, 'type_params', None):
            raise Doubt
        for decorator in node.decorator_list:
            self.decorator(decorator)
        is_enum = False
        for base in node.bases:
            if isinstance(base, ast.Subscript):
                self.annotation(base.slice)
                base = base.value
            if isinstance(base, ast.Name) and base.id in self.classes:
                continue
            is_enum = is_enum or self.known(base, BASES | ENUMS) in ENUMS
        # the making of an enumeration calls what its class defines, or inherits
        if is_enum and len(node.bases) > 1:
            raise Doubt
        if is_enum and any(isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and n.name.startswith('_') for n in node.body):
            raise Doubt
        self.body(node.body)
        if not is_enum:
            self.classes.add(node.name)

    def annotation(self, node):
        if isinstance(node, ast.Constant) or isinstance(node, ast.Name):
            return
        if isinstance(node, ast.Attribute):
            return self.annotation(node.value)
        if isinstance(node, ast.Subscript):
            self.annotation(node.value)
            return self.annotation(node.slice)
        if node.__class__.__name__ == 'Index':
            return self.annotation(node.value)
        if isinstance(node, (ast.Tuple, ast.List)):
            for part in node.elts:
                self.annotation(part)
            return
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            self.annotation(node.left)
            return self.annotation(node.right)
        raise Doubt

    def value(self, node):
        if isinstance(node, (ast.Constant, ast.Name, ast.Lambda)):
            if isinstance(node, ast.Lambda):
                for default in node.args.defaults + [d for d in node.args.kw_defaults if d is not None]:
                    self.value(default)
            return
        if isinstance(node, ast.Attribute):
            if not isinstance(node.value, ast.Name) or node.value.id in self.local or node.value.id not in self.quiet:
                raise Doubt
        elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            for part in node.elts:
                self.literal(part) if isinstance(node, ast.Set) else self.value(part)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values):
                if key is None:
                    raise Doubt
                # a key is hashed, and compared with the others
                self.literal(key)
                self.value(value)
        elif isinstance(node, ast.Call):
            self.known(node.func, MAKERS)
            for part in node.args + [k.value for k in node.keywords]:
                self.literal(part)
        else:
            self.literal(node)

    # no name of the module's own: what is done with it calls nothing of the module's
    def literal(self, node):
        if isinstance(node, ast.Constant):
            return
        if isinstance(node, ast.UnaryOp):
            return self.literal(node.operand)
        if isinstance(node, ast.BinOp) and not isinstance(node.op, (ast.Pow, ast.LShift, ast.MatMult)):
            self.literal(node.left)
            return self.literal(node.right)
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            for part in node.elts:
                self.literal(part)
            return
        if isinstance(node, ast.Dict):
            for part in node.keys + node.values:
                self.literal(part)
            return
        if isinstance(node, ast.Name) and node.id in ('list', 'dict', 'set', 'str', 'int', 'float', 'bool') and node.id not in self.local:
            return
        raise Doubt

def answer(text):
    try:
        # in another encoding, the file may say something else
        if any('coding' in line for line in text.split('\n')[:2]):
            return None
        return sorted(Module(ast.parse(text)).imported)
    except (Doubt, SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None

for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
`;
