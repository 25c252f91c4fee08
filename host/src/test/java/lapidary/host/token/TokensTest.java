package lapidary.host.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lapidary.host.app.Lapidary;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.SchemaScripts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokensTest {
    private static final Grant ADMIN = Grant.EVERYTHING;
    private static final Grant INVOKE = new Grant(Role.INVOKE, Set.of("shop"));

    @TempDir Path dir;
    private Instant now = Instant.parse("2030-01-31T12:00:00Z");
    private HostDatabase database;
    private Tokens tokens;

    @BeforeEach
    void open() {
        var scripts =
                SchemaScripts.beside(Lapidary.class, "V001__catalogue.sql", "V002__tokens.sql");
        database = HostDatabase.open(dir.resolve("lapidary.db"), scripts);
        tokens = new Tokens(database, () -> now, new SecureRandom());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Tokens.Made create(Grant grant) {
        return tokens.create(new NewToken("a name", grant, OptionalLong.empty()));
    }

    private void reopen() {
        tokens.flush();
        database.close();
        open();
    }

    private static void assertRefused(ErrorCode code, Runnable work) {
        assertEquals(code, assertThrows(CallerException.class, work::run).code());
    }

    @Test
    void a_token_grants_what_it_was_made_for_also_after_a_restart() {
        assertTrue(tokens.isEmpty());
        var admin = create(ADMIN);
        var invoke = create(INVOKE);
        reopen();
        assertFalse(tokens.isEmpty());
        assertEquals(Optional.of(ADMIN), tokens.grant(admin.text()));
        assertEquals(Optional.of(INVOKE), tokens.grant(invoke.text()));
    }

    @Test
    void a_wrong_secret_another_id_and_another_form_grant_nothing() {
        String text = create(ADMIN).text();
        String other = create(ADMIN).text();
        char last = text.charAt(text.length() - 1);
        String wrong = text.substring(0, text.length() - 1) + (last == 'a' ? 'b' : 'a');
        String swapped = text.substring(0, 15) + other.substring(15);
        String unknown = "lap_aaaaaaaaaa" + text.substring(14);
        for (String each :
                List.of(
                        wrong,
                        swapped,
                        unknown,
                        text + "a",
                        text.toUpperCase(Locale.ROOT),
                        " " + text,
                        "")) {
            assertEquals(Optional.empty(), tokens.grant(each), each);
        }
        assertTrue(text.matches("lap_[a-z0-9]{10}_[A-Za-z0-9]{43}"), text);
    }

    @Test
    void the_disk_has_no_secret() throws IOException {
        String secret = create(ADMIN).text().substring(15);
        database.close();
        try (var files = Files.list(dir)) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file, ISO_8859_1).contains(secret), file.toString());
            }
        }
    }

    @Test
    void a_token_that_is_printed_by_mistake_does_not_tell_its_secret() {
        var made = create(ADMIN);
        assertFalse(made.toString().contains(made.text().substring(15)), made.toString());
    }

    @Test
    void a_revoked_token_grants_nothing_at_once() {
        create(ADMIN);
        var made = create(INVOKE);
        tokens.revoke(made.token().id());
        assertEquals(Optional.empty(), tokens.grant(made.text()));
        assertRefused(ErrorCode.TOKEN_NOT_FOUND, () -> tokens.revoke(made.token().id()));
        reopen();
        assertEquals(Optional.empty(), tokens.grant(made.text()));
    }

    @Test
    void a_token_grants_nothing_from_its_last_moment_on() {
        create(ADMIN);
        var end = now.plus(Duration.ofHours(1));
        var made =
                tokens.create(new NewToken("brief", INVOKE, OptionalLong.of(end.toEpochMilli())));
        now = end.minusMillis(1);
        assertTrue(tokens.grant(made.text()).isPresent());
        now = end;
        assertTrue(tokens.grant(made.text()).isEmpty());
    }

    @Test
    void the_first_token_is_an_admin_token() {
        assertRefused(ErrorCode.REQUEST_INVALID, () -> create(INVOKE));
        assertTrue(tokens.isEmpty());
    }

    @Test
    void the_last_admin_token_that_holds_stays_while_a_server_runs() {
        var first = create(ADMIN);
        long soon = now.plusSeconds(1).toEpochMilli();
        var brief = tokens.create(new NewToken("brief", ADMIN, OptionalLong.of(soon)));
        now = now.plusSeconds(2);
        assertRefused(ErrorCode.TOKEN_LAST_ADMIN, () -> tokens.revoke(first.token().id()));
        tokens.revoke(brief.token().id());
        tokens.revokeOffline(first.token().id());
        assertTrue(tokens.isEmpty());
    }

    @Test
    void the_day_of_last_use_is_kept_and_no_more_than_the_day() {
        var made = create(ADMIN);
        assertEquals(Optional.empty(), tokens.after("", 10).getFirst().lastUsed());
        tokens.grant(made.text());
        reopen();
        assertEquals(
                Optional.of(LocalDate.parse("2030-01-31")),
                tokens.after("", 10).getFirst().lastUsed());
        tokens.grant("lap_" + made.token().id() + "_" + "x".repeat(43));
        now = now.plus(Duration.ofDays(1));
        tokens.grant("lap_" + made.token().id() + "_" + "x".repeat(43));
        assertEquals(
                Optional.of(LocalDate.parse("2030-01-31")),
                tokens.after("", 10).getFirst().lastUsed(),
                "a refusal is no use");
    }

    @Test
    void a_module_belongs_to_the_namespace_before_its_last_two_hyphens() {
        var shop = new Grant(Role.DEPLOY, Set.of("shop"));
        assertTrue(shop.coversModule("shop--cart"));
        for (String other : List.of("cart", "shop", "shop-cart", "--cart", "shop--eu--cart")) {
            assertFalse(shop.coversModule(other), other);
        }
        assertTrue(new Grant(Role.DEPLOY, Set.of("shop--eu")).coversModule("shop--eu--cart"));
        assertTrue(new Grant(Role.DEPLOY, Set.of()).coversModule("cart"));
    }

    @Test
    void a_role_and_its_namespaces_fit_together() {
        assertRefused(ErrorCode.REQUEST_INVALID, () -> new Grant(Role.ADMIN, Set.of("shop")));
        assertRefused(ErrorCode.REQUEST_INVALID, () -> new Grant(Role.INVOKE, Set.of()));
        assertRefused(ErrorCode.NAME_INVALID, () -> new Grant(Role.INVOKE, Set.of("UPPER")));
        assertRefused(ErrorCode.REQUEST_INVALID, () -> Role.of("root"));
        assertRefused(
                ErrorCode.REQUEST_INVALID, () -> new NewToken("a\nb", ADMIN, OptionalLong.empty()));
    }
}
