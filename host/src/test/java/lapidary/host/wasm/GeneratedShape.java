package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a generated module has besides code, and its code may name. Types are letters: i, l, f, d
 * for i32, i64, f32, f64, and F, E for references to functions and to whatever is outside.
 *
 * @param types of functions and blocks
 * @param functions the type of each, those imported first
 * @param tables the letter of each
 * @param tableFunctions the functions in the first table at first, −1 where there is none
 * @param elements the letter of each element segment
 * @param dataCount of data segments
 */
record GeneratedShape(
        List<Signature> types,
        List<Integer> functions,
        int importCount,
        List<Global> globals,
        String tables,
        List<Integer> tableFunctions,
        String elements,
        int dataCount,
        boolean hasMemory) {

    record Signature(String parameters, String results) {}

    record Global(char type, boolean isMutable) {}

    /** The types of the host functions that a generated module may import, by their names. */
    static final List<String> IMPORTS = List.of("none", "int", "long", "mixed", "float", "throws");

    private static final String LETTERS = "ilfdFE";
    private static final String NUMBERS = "ilfd";

    /** The first few are there in every module; the imports have these types. */
    private static final List<Signature> FIRST =
            List.of(
                    new Signature("", ""),
                    new Signature("i", "i"),
                    new Signature("l", "l"),
                    new Signature("ilfd", "i"),
                    new Signature("f", "d"),
                    new Signature("i", ""),
                    new Signature("", "i"),
                    new Signature("", "l"),
                    new Signature("", "f"),
                    new Signature("", "d"),
                    new Signature("", "F"),
                    new Signature("", "E"));

    static final int NOTHING = 0;

    static GeneratedShape make(Random random) {
        List<Signature> types = new ArrayList<>(FIRST);
        for (int more = 2 + random.nextInt(6); more > 0; more--) {
            types.add(new Signature(letters(random, 4), letters(random, 3)));
        }
        if (random.nextInt(8) == 0) {
            types.add(new Signature(letters(random, 40), letters(random, 30)));
        }
        List<Integer> functions = new ArrayList<>();
        int importCount = random.nextInt(IMPORTS.size() + 1);
        for (int index = 0; index < importCount; index++) {
            functions.add(index);
        }
        for (int defined = 3 + random.nextInt(4); defined > 0; defined--) {
            functions.add(random.nextInt(types.size()));
        }
        functions.add(NOTHING); // the start function
        functions.add(NOTHING); // what tests call
        return new GeneratedShape(
                types,
                functions,
                importCount,
                globals(random),
                tables(random),
                tableFunctions(random, functions.size()),
                "FFFE",
                2 + random.nextInt(2),
                random.nextInt(12) != 0);
    }

    private static String letters(Random random, int most) {
        var letters = new StringBuilder();
        for (int count = random.nextInt(most + 1); count > 0; count--) {
            // numbers twice as often as references
            String all = random.nextInt(3) == 0 ? LETTERS : NUMBERS;
            letters.append(all.charAt(random.nextInt(all.length())));
        }
        return letters.toString();
    }

    private static List<Global> globals(Random random) {
        List<Global> globals = new ArrayList<>();
        for (int i = 0; i < LETTERS.length(); i++) {
            char letter = LETTERS.charAt(i);
            globals.add(new Global(letter, true));
            if (random.nextInt(3) == 0) {
                globals.add(new Global(letter, false));
            }
        }
        return globals;
    }

    private static String tables(Random random) {
        return List.of("FE", "F", "FFE", "FEE").get(random.nextInt(4));
    }

    private static List<Integer> tableFunctions(Random random, int functionCount) {
        List<Integer> functions = new ArrayList<>();
        for (int index = 0; index < 8; index++) {
            // the one that tests call is not among them
            functions.add(random.nextInt(6) == 0 ? -1 : random.nextInt(functionCount - 1));
        }
        return functions;
    }

    int start() {
        return functions.size() - 2;
    }

    int run() {
        return functions.size() - 1;
    }

    Signature typeOf(int function) {
        return types.get(functions.get(function));
    }
}
