package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lapidary.abi.ResultCode.DENIED;
import static lapidary.abi.ResultCode.INVALID;

import java.util.Arrays;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.abi.Utf8;
import lapidary.host.engine.FlatMemory;
import lapidary.host.engine.GuestInstance;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.fuel.OutOfFuel;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.socket.FacetSockets;
import lapidary.host.socket.Gate;
import lapidary.host.socket.SocketChanges;
import lapidary.host.storage.EventInputs;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.usage.EventMeter;
import lapidary.host.usage.Measure;
import org.jspecify.annotations.Nullable;

/**
 * What the host functions of one live instance work on: who the facet is, its database, and the
 * event that runs. It is the event's meter as well: what it charges is taken from the tank that the
 * instance burns from.
 *
 * <p>Confined to whoever holds the facet's turn.
 */
public final class GuestContext implements FuelMeter {
    private static final byte[] NOTHING = new byte[0];

    private final GuestIdentity identity;
    private final @Nullable FacetDatabase database;
    private final EventLog log;
    private final StandardStreams streams;
    private final GivenValues given;
    private final ReplyHandles replies = new ReplyHandles();
    private final GuestReach reach;
    private final Subrequests subrequests;
    private final EventMeter used;
    private final FuelMeter sql = new SqlMeter();
    private final FacetSockets sockets;
    private @Nullable GuestInstance instance;
    private @Nullable FetchEvent fetchEvent;
    private @Nullable AlarmEvent alarmEvent;
    private @Nullable RpcEvent rpcEvent;
    private @Nullable HeardEvent socketEvent;
    private @Nullable EventInputs inputs;
    private boolean isWaking;
    private String lastError = "";

    /** As below, for a facet that nobody can connect to, and nobody measures. */
    public GuestContext(GuestIdentity identity, FacetDatabase database, GuestLog log) {
        this(
                identity,
                database,
                log,
                new FacetSockets(MemoryBudget.UNLIMITED, _ -> {}),
                new EventMeter(),
                GuestReach.NONE);
    }

    /**
     * @param database of the facet; null for code that runs without storage
     * @param sockets of the facet
     * @param used told what the event does that runs
     */
    public GuestContext(
            GuestIdentity identity,
            @Nullable FacetDatabase database,
            GuestLog log,
            FacetSockets sockets,
            EventMeter used,
            GuestReach reach) {
        this.sockets = sockets;
        this.used = used;
        this.identity = identity;
        this.database = database;
        this.log = new EventLog(identity, log, this);
        this.streams = new StandardStreams(this.log);
        this.given = new GivenValues(identity);
        this.reach = reach;
        this.subrequests = new Subrequests(reach.subrequestsMax());
    }

    /** Begins an event: from now until the next one, the clock stands at its start. */
    public void beginEvent(EventInputs newInputs, FetchEvent fetch) {
        begin(newInputs);
        fetchEvent = fetch;
        used.add(Measure.BYTES_IN, fetch.headBytes());
    }

    /** As {@link #beginEvent}, for an alarm. */
    public void beginAlarm(EventInputs newInputs, AlarmEvent alarm) {
        begin(newInputs);
        alarmEvent = alarm;
    }

    /** As {@link #beginEvent}, for a call of the facet above. */
    public void beginCall(EventInputs newInputs, RpcEvent call) {
        begin(newInputs);
        rpcEvent = call;
        used.add(Measure.BYTES_IN, call.call().bytes());
    }

    /** As {@link #beginEvent}, for something that happened to a socket. */
    public void beginSocket(EventInputs newInputs, HeardEvent heard) {
        begin(newInputs);
        socketEvent = heard;
        used.add(Measure.BYTES_IN, heard.data().length());
    }

    /** Begins a wake, which is about no request. */
    public void beginWake(EventInputs newInputs) {
        begin(newInputs);
        isWaking = true;
    }

    private void begin(EventInputs newInputs) {
        isWaking = false;
        inputs = newInputs;
        fetchEvent = null;
        alarmEvent = null;
        rpcEvent = null;
        socketEvent = null;
        lastError = "";
        log.begin();
        replies.closeAll();
        subrequests.begin();
    }

    /** Names the instance, which during its own instantiation only its calls know. */
    void enter(GuestInstance caller) {
        instance = caller;
    }

    @Override
    public void charge(long units) {
        caller().tank().charge(units);
        used.add(Measure.HOST_FUEL, units);
    }

    /**
     * Pays for what events burned that this one called: it is theirs, not this one's. What is more
     * than is left ends the event, and all that was left is then the callees'.
     */
    void chargeCalled(long units) {
        var tank = caller().tank();
        used.called(Math.min(units, tank.left()));
        tank.charge(units);
    }

    /**
     * Pays for code that ran once within this event. It is in no database of its own, so what it
     * used is added up in this facet's; or is this one's own, if it runs once itself.
     */
    public void payFor(EventMeter callee) {
        long units = callee.counts().get(Measure.FUEL);
        if (database == null) {
            charge(units);
        } else {
            database.usage().add(callee, startMillis());
            chargeCalled(units);
        }
    }

    /** Pays for the event of a facet below, which has it in its own database. */
    public void payForFacet(long units) {
        chargeCalled(units);
    }

    /** Where statements are charged: the same tank, on an account of their own. */
    public FuelMeter sqlMeter() {
        return sql;
    }

    /** What the event uses, counted as it goes. */
    public EventMeter used() {
        return used;
    }

    /** Counts what a reply gives away that leaves when the event has committed. */
    public void countReply() {
        if (fetchEvent != null) {
            used.add(Measure.BYTES_OUT, fetchEvent.unsentBytes());
        }
        if (rpcEvent != null) {
            used.add(Measure.BYTES_OUT, rpcEvent.replyBytes());
        }
    }

    @Override
    public long left() {
        return caller().tank().left();
    }

    FlatMemory memory() {
        return caller().memory();
    }

    GuestIdentity identity() {
        return identity;
    }

    /** What its supervisor gave it, as bytes. */
    GivenValues given() {
        return given;
    }

    /** Whether it is a facet's; code that is run once has none. */
    boolean hasStorage() {
        return database != null;
    }

    FacetDatabase database() {
        if (database == null) {
            throw withoutStorage();
        }
        return database;
    }

    static Refusal withoutStorage() {
        return new Refusal(
                DENIED, "this code runs once, without storage: no data, no alarm, no sockets");
    }

    /** What it may ask of others. */
    GuestReach reach() {
        return reach;
    }

    /**
     * The event is over, however it ended: its reply handles are closed, and what it printed last
     * is shown, as far as it can pay.
     */
    public void endEvent() {
        replies.closeAll();
        try {
            streams.endLines();
        } catch (OutOfFuel _) {
            streams.forget();
        }
    }

    StandardStreams streams() {
        return streams;
    }

    EventLog log() {
        return log;
    }

    String lastError() {
        return lastError;
    }

    EventInputs inputs() {
        if (inputs == null) {
            throw new IllegalStateException("no event has begun");
        }
        return inputs;
    }

    long startMillis() {
        return inputs().startMillis();
    }

    FetchEvent fetchEvent() {
        if (fetchEvent == null) {
            throw new Refusal(INVALID, "this event is not a fetch");
        }
        return fetchEvent;
    }

    AlarmEvent alarmEvent() {
        if (alarmEvent == null) {
            throw new Refusal(INVALID, "this event is not an alarm");
        }
        return alarmEvent;
    }

    /** The event, which has a reply of its own, or may have one. */
    FetchEvent ownReply() {
        var event = fetchEvent();
        event.requireOwnReply();
        return event;
    }

    RpcEvent rpcEvent() {
        if (rpcEvent == null) {
            throw new Refusal(INVALID, "this event is not a call");
        }
        return rpcEvent;
    }

    HeardEvent socketEvent() {
        if (socketEvent == null) {
            throw new Refusal(INVALID, "this event is not a socket's");
        }
        return socketEvent;
    }

    /** Which socket the event is about: also one that it has accepted. */
    long eventSocket() {
        var accepted = fetchEvent == null ? null : fetchEvent.accepted().orElse(null);
        return accepted == null ? socketEvent().socket() : accepted.id();
    }

    /** What the event does to the facet's sockets and streams. */
    SocketChanges sockets() {
        if (database == null) {
            throw withoutStorage();
        }
        return sockets.changes();
    }

    /** Of a socket or a stream: by chance, so that nobody ever has it again. */
    long newId() {
        long id;
        do {
            id = (inputs().random().nextLong() & Long.MAX_VALUE) | 1;
        } while (sockets.has(id));
        return id;
    }

    /** Whether the guest has a function that the host may call. */
    boolean exports(String function) {
        return caller().exports(function);
    }

    /** The replies that the event has handles of. */
    ReplyHandles replies() {
        return replies;
    }

    /**
     * Begins a request of others: there is room for another, and what the event wrote so far is
     * committed and durable.
     *
     * @throws Refusal {@code LIMIT}, or {@code INVALID} in a wake or while a savepoint is open;
     *     then nothing has happened
     */
    void beginSubrequest() {
        requireCallable();
        subrequests.requireRoom();
        commitPoint();
        subrequests.count();
    }

    /**
     * Something may be asked of others, whose reply there is room for.
     *
     * @throws Refusal {@code LIMIT}, or {@code INVALID} in a wake
     */
    void requireCallable() {
        if (isWaking) {
            throw new Refusal(INVALID, "nothing is asked of others in a wake: do it in an event");
        }
        replies.requireRoom();
    }

    /** The body of a request that the guest makes of others, which lies in its memory. */
    SliceBody outgoingBody(int ptr, int len) {
        chargeBytes(Integer.toUnsignedLong(len));
        return new SliceBody(memory().array(), ptr, len);
    }

    /** Commits what the event wrote so far, if it can write, and waits until that is durable. */
    void commitPoint() {
        if (database != null) {
            database.passGate(commitSoFar(database));
        }
    }

    /**
     * As {@link #commitPoint}, durable also in a relaxed namespace: what other facets then commit
     * may depend on it, and is not to be durable before.
     */
    void durableCommitPoint() {
        if (database != null) {
            database.awaitDurable(commitSoFar(database));
        }
    }

    private long commitSoFar(FacetDatabase database) {
        used.burned(caller().tank().used());
        database.usage().add(used, startMillis());
        long sequence = database.commitPoint().sequence();
        sockets.changes().commitSoFar(new Gate(database.gate(), sequence));
        return sequence;
    }

    /** Pays for bytes that cross the boundary. */
    void chargeBytes(long count) {
        charge(Prices.copied(count));
    }

    /** A copy of a slice, which has been checked. The caller has bounded its length. */
    byte[] bytes(int ptr, int len) {
        if (len == 0) {
            return NOTHING; // an empty slice may lie anywhere
        }
        chargeBytes(len);
        return Arrays.copyOfRange(memory().array(), ptr, ptr + len);
    }

    /** A slice as text, which has been checked; ill-formed UTF-8 is {@code INVALID}. */
    String text(int ptr, int len) {
        if (len == 0) {
            return "";
        }
        chargeBytes(len);
        return Utf8.decode(memory().array(), ptr, len);
    }

    /**
     * Answers a value: written to {@code outPtr} if it fits into {@code outCap}, and only then paid
     * for.
     *
     * @return its whole length
     */
    long answer(byte[] value, int offset, int length, int outPtr, int outCap) {
        if (length > 0 && length <= Integer.toUnsignedLong(outCap)) {
            chargeBytes(length);
            System.arraycopy(value, offset, memory().array(), outPtr, length);
        }
        return length;
    }

    long answer(String value, int outPtr, int outCap) {
        byte[] bytes = value.getBytes(UTF_8);
        return answer(bytes, 0, bytes.length, outPtr, outCap);
    }

    /** Keeps a refusal's text for {@code last_error}: on one line, and of bounded length. */
    long refused(ResultCode code, String text) {
        lastError = GuestText.bounded(text);
        return code.number();
    }

    private GuestInstance caller() {
        if (instance == null) {
            throw new IllegalStateException("no instance has called yet");
        }
        return instance;
    }

    /** The tank, as statements burn from it. */
    private final class SqlMeter implements FuelMeter {
        @Override
        public void charge(long units) {
            caller().tank().charge(units);
            used.add(Measure.SQL_FUEL, units);
        }

        @Override
        public long left() {
            return caller().tank().left();
        }
    }
}
