package lapidary.host.guest;

/** One field of an HTTP message; the name is in lower case. */
public record Header(String name, String value) {}
