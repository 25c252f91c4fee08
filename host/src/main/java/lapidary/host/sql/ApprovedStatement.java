package lapidary.host.sql;

import java.util.Set;

/**
 * A statement that the gate let pass.
 *
 * @param text what to prepare: the guest's own words, except for a pragma that the gate spells out
 * @param offset where it begins in the guest's text, in bytes
 * @param names what it may refer to, in lower case: all that is not a keyword, a value, or a string
 *     where only a value can be
 */
public record ApprovedStatement(
        String text, int offset, StatementKind kind, int parameterCount, Set<String> names) {
    public ApprovedStatement {
        names = Set.copyOf(names);
    }

    /** The same in other words. */
    ApprovedStatement withText(String other) {
        return new ApprovedStatement(other, offset, kind, parameterCount, names);
    }
}
