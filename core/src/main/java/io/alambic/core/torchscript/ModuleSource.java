package io.alambic.core.torchscript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One file of code in a TorchScript archive. The engine tells the parameters of a module, but neither its buffers, such as
 * the running statistics of batch norm, nor tensors that are plain attributes. The {@linkplain #exposed() exposed} code declares all of
 * them as parameters, and changes in place what the file's code assigns anew, so that an array of the engine stays the tensor that
 * the module computes with.
 *
 * @param text as in the archive
 */
record ModuleSource(String text) {

    private static final Pattern CLASS = Pattern.compile("class (\\w+)\\(Module\\):");
    private static final Pattern LIST = Pattern.compile("  __(parameters|buffers)__ = \\[(.*)]");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("  (?:(\\w+) : Tensor|__annotations__\\[\"(.+)\"] = Tensor)");
    private static final Pattern ASSIGNMENT = Pattern.compile("( +)self\\.(\\w+) = (.+)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    /** What a class declares: names of its parameters, and of all its tensors. */
    record Declared(Set<String> parameters, Set<String> tensors) {}

    /** Returns what each class of a module declares, by the name of the class. */
    Map<String, Declared> classes() {
        Map<String, Declared> classes = new HashMap<>();
        Declared current = null;
        for (String line : lines()) {
            Matcher begin = CLASS.matcher(line);
            if (begin.matches()) {
                current = new Declared(new TreeSet<>(), new TreeSet<>());
                classes.put(begin.group(1), current);
            } else if (current != null) {
                declare(line, current);
            }
        }
        return classes;
    }

    private static void declare(String line, Declared into) {
        Matcher list = LIST.matcher(line);
        Matcher attribute = ATTRIBUTE.matcher(line);
        if (list.matches()) {
            Set<String> names = QUOTED.matcher(list.group(2))
                    .results()
                    .map(name -> name.group(1))
                    .collect(Collectors.toSet());
            into.tensors().addAll(names);
            if (list.group(1).equals("parameters")) {
                into.parameters().addAll(names);
            }
        } else if (attribute.matches()) {
            into.tensors().add(attribute.group(1) == null ? attribute.group(2) : attribute.group(1));
        }
    }

    /** Returns the code with every tensor of a module declared as its parameter. */
    String exposed() {
        Map<String, Declared> classes = classes();
        List<String> exposed = new ArrayList<>();
        Set<String> tensors = Set.of();
        for (String line : lines()) {
            Matcher begin = CLASS.matcher(line);
            if (begin.matches()) {
                tensors = classes.get(begin.group(1)).tensors();
                exposed.add(line);
                exposed.add(tensors.stream()
                        .map(name -> "\"%s\", ".formatted(name))
                        .collect(Collectors.joining("", "  __parameters__ = [", "]")));
            } else if (!LIST.matcher(line).matches()) {
                exposed.add(inPlace(line, tensors));
            }
        }
        return String.join("\n", exposed) + "\n";
    }

    private static String inPlace(String line, Set<String> tensors) {
        Matcher assignment = ASSIGNMENT.matcher(line);
        return assignment.matches() && tensors.contains(assignment.group(2))
                ? "%s_in_place = torch.copy_(self.%s, %s)"
                        .formatted(assignment.group(1), assignment.group(2), assignment.group(3))
                : line;
    }

    private List<String> lines() {
        return text.lines().toList();
    }
}
