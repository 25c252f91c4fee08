package lapidary.host.sql;

import java.util.Set;

/** The pragmas that guests may use, by what they may be given. */
final class SqlPragmas {
    static final Set<String> SETTINGS =
            SqlKeywords.words(
                    """
                    case_sensitive_like defer_foreign_keys ignore_check_constraints
                    legacy_alter_table recursive_triggers reverse_unordered_selects
                    """);

    /** With the name of a table or an index. */
    static final Set<String> OF_NAME =
            SqlKeywords.words(
                    "foreign_key_list index_info index_list index_xinfo table_info table_xinfo");

    /** With or without one. */
    static final Set<String> OF_OPTIONAL_NAME = SqlKeywords.words("foreign_key_check table_list");

    /**
     * Not {@code quick_check}: below a table nobody sees that it is about to go through all pages.
     */
    private static final Set<String> TABLE_FUNCTIONS =
            SqlKeywords.words(
                    """
                    pragma_foreign_key_check pragma_foreign_key_list pragma_index_info
                    pragma_index_list pragma_index_xinfo pragma_page_size pragma_table_info
                    pragma_table_list pragma_table_xinfo
                    """);

    private SqlPragmas() {}

    /** Whether a name in lower case is that of an allowed pragma as a table. */
    static boolean isTableFunction(String name) {
        return TABLE_FUNCTIONS.contains(name);
    }
}
