package lapidary.host.sql;

/**
 * One instruction of a statement's program, as {@code EXPLAIN} lists it; {@code p4} is empty where
 * there is none.
 */
public record Opcode(String name, int p1, int p2, int p3, String p4, int p5) {
    /** The function of {@code name(3)} in {@code p4}. */
    String function() {
        int parenthesis = p4.lastIndexOf('(');
        return AsciiCase.lower(parenthesis < 0 ? p4 : p4.substring(0, parenthesis));
    }
}
