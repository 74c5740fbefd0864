package io.alambic.cli.doctor;

import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import io.alambic.cli.check.FileCheck;
import io.alambic.cli.check.ServiceCheck;
import io.alambic.cli.file.DescribedService;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.FileServices;
import io.alambic.cli.file.Role;
import io.alambic.cli.run.Cluster;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alambic doctor}. */
@Command(
        name = "doctor",
        description = {
            "Looks at everything that a file needs, and says what is wrong and how to mend it: settings, models and device, brokers,"
                    + " topics and their limits, permissions, the mapping on the newest records, clocks, ports and disk.",
            "Reads only: nothing is created, produced or committed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DoctorCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file, such as alambic.yaml.")
    private Path path;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "The brokers, if not those that the file names.")
    private String bootstrapServers;

    private PrintWriter out;
    private boolean wrong;

    @Override
    public Integer call() throws InterruptedException {
        out = spec.commandLine().getOut();
        DistillationFile file = DistillationFile.read(path);
        Home home = Home.find(System.getenv());
        List<String> problems = new FileCheck(home, file).problems();
        if (problems.isEmpty()) {
            say(Finding.ok(
                    "settings",
                    file.services().stream().map(DescribedService::title).collect(Collectors.joining(", "))));
            for (DescribedService service : file.services()) {
                if (service.role() != Role.MERGE) {
                    say(model(new ServiceCheck(new FileServices(home, file), service)));
                }
            }
        } else {
            problems.forEach(
                    problem -> say(Finding.wrong("settings", problem, "docs/configuration.md says what each means")));
        }
        Optional.ofNullable(bootstrapServers)
                .or(file::bootstrapServers)
                .ifPresentOrElse(
                        servers -> kafka(file, servers),
                        () -> say(Finding.ok("kafka", "no brokers are named: ./alambic up starts one of its own")));
        new Machine(file).look().forEach(this::say);
        return wrong ? FAILED : 0;
    }

    private static Finding model(ServiceCheck service) throws InterruptedException {
        String about =
                service.service().profile().orElse(service.service().role().word());
        ServiceCheck.Answer answer = service.inspect();
        return answer.valid()
                ? Finding.ok(about, answer.text())
                : Finding.wrong(about, answer.text(), "docs/bring-your-model.md says what a model needs");
    }

    private void kafka(DistillationFile file, String servers) {
        Cluster cluster = new Cluster(file.connection(servers));
        try {
            if (!cluster.answers()) {
                say(Finding.wrong(
                        "kafka",
                        "no broker answers at " + servers,
                        "look at kafka.bootstrap.servers, the network, and kafka.security.protocol"));
                return;
            }
            try (Admin admin = cluster.admin()) {
                say(Finding.ok(
                        "kafka",
                        "%d brokers at %s"
                                .formatted(admin.describeCluster().nodes().get().size(), servers)));
                new TopicsLook(file, admin).look().forEach(this::say);
            }
            if (!file.services(Role.TEACHER).isEmpty()) {
                new RecordsLook(file, file.connection(servers), InstantSource.system())
                        .look()
                        .forEach(this::say);
            }
        } catch (UserError | KafkaException e) {
            say(Finding.wrong("kafka", e.getMessage(), "look at the settings under kafka"));
        } catch (ExecutionException e) {
            say(Finding.wrong(
                    "kafka",
                    String.valueOf(e.getCause().getMessage()),
                    "look at the settings under kafka, and at permissions"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(Finding finding) {
        wrong |= finding.state() == Finding.State.WRONG;
        out.println(finding.shown());
        out.flush();
    }
}
