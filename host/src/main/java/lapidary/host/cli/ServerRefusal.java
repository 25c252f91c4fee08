package lapidary.host.cli;

/** The server answered with a problem. */
final class ServerRefusal extends CommandFailure {
    private final transient Problem problem;

    ServerRefusal(Problem problem) {
        super(problem.describe());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
