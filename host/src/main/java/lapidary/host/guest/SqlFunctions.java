package lapidary.host.guest;

/** {@code facet_sql}: statements and cursors over the facet's database. See docs/abi.md. */
final class SqlFunctions {
    private SqlFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add("facet_sql", "exec", SqlFunctions::exec);
    }
}
