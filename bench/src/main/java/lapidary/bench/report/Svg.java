package lapidary.bench.report;

/** What all charts have in common. */
final class Svg {
    private Svg() {}

    static String open(int width, int height, String title) {
        return """
        <svg viewBox="0 0 %d %d" width="%d" role="img" aria-label="%s" xmlns="http://www.w3.org/2000/svg">
        """
                .formatted(width, height, width, Html.escape(title));
    }
}
