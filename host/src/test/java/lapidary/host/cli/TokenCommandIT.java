package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lapidary.host.TestCertificate;
import lapidary.host.TestServer;
import lapidary.host.app.Configuration;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenCommandIT {
    @TempDir private Path dir = Path.of("");

    private static CommandRun run(TestServer server, String token, String... arguments) {
        return CommandRun.with(
                Map.of("LAPIDARY_SERVER", server.url(), "LAPIDARY_TOKEN", token), arguments);
    }

    private CommandRun offline(String... arguments) {
        var all = new ArrayList<>(List.of("token"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data-dir", dir.toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static String id(String token) {
        return token.strip().substring(4, 14);
    }

    @Test
    void a_server_for_others_starts_once_it_has_a_token() throws Exception {
        String[] serve = {"serve", "--data-dir", dir.toString(), "--listen", "0.0.0.0:0"};
        CommandRun refused = CommandRun.run(Map.of(), "", Lapidary::start, serve);
        assertEquals(1, refused.status());
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains("lapidary token create --role admin"), refused.err());

        CommandRun made = offline("create", "--role", "admin", "--name", "ops");
        assertEquals(0, made.status(), made.err());
        var everywhere = new ListenAddress("0.0.0.0", 0);
        try (var server = new TestServer(new ServerOptions(dir, everywhere, Configuration.NONE))) {
            server.get("/v1/modules").isProblem(401, "UNAUTHORIZED");
            server.send(server.request("/v1/modules", made.out().strip())).isOk();
        }
        CommandRun guests =
                CommandRun.run(
                        Map.of(),
                        "",
                        Lapidary::start,
                        "serve",
                        "--data-dir",
                        dir.resolve("other").toString(),
                        "--listen",
                        "127.0.0.1:0",
                        "--guest-listen",
                        "[::]:0");
        assertEquals(1, guests.status());
        assertTrue(guests.err().contains("loopback only"), guests.err());
    }

    @Test
    void tokens_are_made_listed_and_revoked_without_a_server() {
        assertTrue(
                offline("create", "--role", "deploy", "--name", "ci")
                        .err()
                        .contains("the first token is an admin token"));
        String admin = offline("create", "--role", "admin", "--name", "ops").out();
        assertTrue(admin.matches("lap_[a-z0-9]{10}_[A-Za-z0-9]{43}\\R"), admin);
        String web =
                offline(
                                "create",
                                "--role",
                                "invoke",
                                "--name",
                                "web",
                                "--namespace",
                                "shop",
                                "--expires",
                                "90d")
                        .out();
        CommandRun list = offline("list");
        assertTrue(list.out().contains(id(admin)) && list.out().contains(id(web)), list.out());
        assertTrue(list.err().contains("2 tokens"), list.err());
        assertFalse(list.out().contains(web.strip().substring(15)), list.out());
        assertEquals(0, offline("revoke", id(web)).status());
        assertEquals(1, offline("revoke", id(web)).status());
        assertEquals(0, offline("revoke", id(admin)).status());
        assertTrue(offline("list").err().contains("0 tokens"));
    }

    @Test
    void tokens_are_made_listed_and_revoked_on_a_server() {
        try (var server = new TestServer(dir)) {
            CommandRun busy = offline("list");
            assertEquals(1, busy.status());
            assertTrue(busy.err().contains("leave --data-dir out"), busy.err());

            String admin =
                    run(server, "", "token", "create", "--role", "admin", "--name", "ops")
                            .out()
                            .strip();
            CommandRun without = run(server, "", "token", "list");
            assertEquals(1, without.status());
            assertTrue(without.err().startsWith("lapidary: UNAUTHORIZED 401"), without.err());
            String ci =
                    run(
                                    server,
                                    admin,
                                    "token",
                                    "create",
                                    "--role",
                                    "deploy",
                                    "--name",
                                    "ci",
                                    "--output",
                                    "json")
                            .out();
            assertTrue(ci.contains("\"token\" : \"lap_"), ci);
            String id = Json.MAPPER.readTree(ci).path("id").asString();
            assertTrue(run(server, admin, "token", "list").out().contains(id));
            assertEquals(0, run(server, admin, "token", "revoke", id).status());
            CommandRun last = run(server, admin, "token", "revoke", id(admin));
            assertEquals(1, last.status());
            assertTrue(last.err().contains("TOKEN_LAST_ADMIN"), last.err());
        }
    }

    @Test
    void a_client_trusts_the_certificate_that_it_is_told_to() throws Exception {
        var certificate = TestCertificate.make(dir, "EC");
        var configuration =
                new Configuration(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(certificate.files()),
                        Set.of(),
                        OptionalLong.empty());
        var options =
                new ServerOptions(
                        dir.resolve("data"), new ListenAddress("127.0.0.1", 0), configuration);
        try (var server = new TestServer(options, HttpClient.newHttpClient())) {
            CommandRun stranger = run(server, "", "token", "list");
            assertEquals(1, stranger.status());
            assertTrue(stranger.err().contains("--ca FILE"), stranger.err());
            assertEquals(1, stranger.err().lines().count(), stranger.err());
            String ca = certificate.files().certificate().toString();
            CommandRun known = run(server, "", "token", "list", "--ca", ca);
            assertEquals(0, known.status(), known.err());
            String notOne = certificate.files().privateKey().toString();
            assertEquals(2, run(server, "", "token", "list", "--ca", notOne).status());
        }
    }
}
