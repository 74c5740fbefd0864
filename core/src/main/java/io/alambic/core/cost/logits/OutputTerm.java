package io.alambic.core.cost.logits;

import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.feature.RelationalAngle;
import io.alambic.core.cost.feature.RelationalDistance;
import io.alambic.core.settings.Expression;
import java.util.List;

/**
 * Selects the output term by its name in the configuration. This is the only place with the names. The temperature is given
 * whenever it changes.
 *
 * @param choice {@code kl}, {@code logits-mse}, {@code probabilities-mse}, {@code decoupled(α, β)},
 *     {@code relational-distance} or {@code relational-angle}
 */
public record OutputTerm(Expression choice) {

    /** The divergence of the distributions. */
    public static final OutputTerm KL = new OutputTerm(new Expression("kl", List.of()));

    public OutputTerm {
        term(choice, new Temperature(1));
    }

    /**
     * Reads a choice.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static OutputTerm parse(String text) {
        return new OutputTerm(Expression.parse(text));
    }

    /** Returns the term at a temperature. */
    public Term at(Temperature temperature) {
        return term(choice, temperature);
    }

    /**
     * Returns whether a teacher may rule out classes by a logit of negative infinity. A distance of the logits themselves
     * cannot say what that means.
     */
    public boolean takesRuledOutClasses() {
        return term(choice, new Temperature(1)).takesRuledOutClasses();
    }

    private static LogitsTerm term(Expression choice, Temperature temperature) {
        if ("decoupled".equals(choice.name())) {
            List<Double> weights = choice.arguments(2, "decoupled(alpha, beta)");
            return new DecoupledKd(
                    temperature, weights.get(0).floatValue(), weights.get(1).floatValue());
        }
        choice.arguments(0, choice.name());
        return switch (choice.name()) {
            case "kl" -> new KlDivergence(temperature);
            case "logits-mse" -> new LogitsMse();
            case "probabilities-mse" -> new ProbabilitiesMse(temperature);
            case "relational-distance" -> new RelationalLogits(new RelationalDistance());
            case "relational-angle" -> new RelationalLogits(new RelationalAngle());
            default ->
                throw new IllegalArgumentException(
                        ("expected kl, logits-mse, probabilities-mse, decoupled(alpha, beta), relational-distance or"
                                        + " relational-angle, but got '%s'")
                                .formatted(choice));
        };
    }

    @Override
    public String toString() {
        return choice.toString();
    }
}
