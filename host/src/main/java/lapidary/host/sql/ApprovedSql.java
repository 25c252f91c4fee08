package lapidary.host.sql;

import java.util.List;

/** A guest's text, all of whose statements the gate let pass; there is at least one. */
public record ApprovedSql(List<ApprovedStatement> statements) {
    public ApprovedSql {
        statements = List.copyOf(statements);
    }
}
