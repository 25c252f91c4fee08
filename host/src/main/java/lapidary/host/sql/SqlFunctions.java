package lapidary.host.sql;

import java.util.Set;
import lapidary.host.error.Refusal;

/** The functions that guests may call, by name in lower case. */
final class SqlFunctions {
    private static final Set<String> ALLOWED =
            SqlKeywords.words(
                    """
                    abs changes char coalesce concat concat_ws format glob hex ifnull iif instr
                    last_insert_rowid length like likelihood likely lower ltrim max min nullif
                    octet_length printf quote random randomblob replace round rtrim sign substr
                    substring total_changes trim typeof unhex unicode unlikely upper zeroblob
                    date time datetime julianday unixepoch strftime timediff current_date
                    current_time current_timestamp
                    avg count group_concat string_agg sum total
                    row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value
                    last_value nth_value
                    acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor
                    ln log log10 log2 mod pi pow power radians sin sinh sqrt tan tanh trunc
                    json json_array json_array_insert json_array_length json_error_position
                    json_extract json_group_array json_group_object json_insert json_object
                    json_patch json_pretty json_quote json_remove json_replace json_set json_type
                    json_valid json_each json_tree
                    jsonb jsonb_array jsonb_array_insert jsonb_extract jsonb_group_array
                    jsonb_group_object jsonb_insert jsonb_object jsonb_patch jsonb_remove
                    jsonb_replace jsonb_set jsonb_each jsonb_tree -> ->>
                    match highlight bm25 snippet
                    raise cast
                    """);

    private SqlFunctions() {}

    static boolean isAllowed(String name) {
        return ALLOWED.contains(name) || SqlPragmas.isTableFunction(name);
    }

    static Refusal denied(String name) {
        return Denied.because("the function " + name + "() is not on the list");
    }
}
