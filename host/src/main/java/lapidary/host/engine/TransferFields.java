package lapidary.host.engine;

/**
 * Where compiled code has the globals by which a large function and what was outlined from it tell
 * each other values. Fields, as those are an access each; they mean nothing between two calls.
 */
public abstract class TransferFields {
    public long transfer0;
    public long transfer1;
    public long transfer2;
    public long transfer3;
    public long transfer4;
    public long transfer5;
    public long transfer6;
    public long transfer7;
    public long transfer8;
    public long transfer9;
    public long transfer10;
    public long transfer11;
    public long transfer12;
    public long transfer13;
    public long transfer14;
    public long transfer15;
    public long transfer16;
    public long transfer17;
    public long transfer18;
    public long transfer19;
    public long transfer20;
    public long transfer21;
    public long transfer22;
    public long transfer23;
    public long transfer24;
    public long transfer25;
    public long transfer26;
    public long transfer27;
    public long transfer28;
    public long transfer29;
    public long transfer30;
    public long transfer31;

    TransferFields() {}
}
