package io.alambic.core.cost.logits;

import io.alambic.core.cost.ErrorLoss;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.feature.RelationalAngle;
import io.alambic.core.cost.feature.RelationalDistance;
import io.alambic.core.settings.Expression;
import java.util.List;
import java.util.Map;

/**
 * Selects the output term by its name in the configuration. This is the only place with the names; which of them fit is the task's
 * to say. The temperature is given whenever it changes.
 *
 * @param choice {@code kl}, {@code kl-standardized}, {@code logits-mse}, {@code probabilities-mse}, {@code decoupled(α, β)},
 *     {@code relational-distance}, {@code relational-angle}, {@code binary-kl}, {@code mse}, {@code huber(δ)} or {@code cosine}
 */
public record OutputTerm(Expression choice) {

    /** The divergence of the distributions. */
    public static final OutputTerm KL = new OutputTerm(new Expression("kl", List.of()));

    public OutputTerm {
        any(choice);
    }

    /**
     * Reads a choice.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static OutputTerm parse(String text) {
        return new OutputTerm(Expression.parse(text));
    }

    /**
     * Returns the term at a temperature.
     *
     * @param variance of the teacher's answers, for terms that count errors in units of their standard deviation
     */
    public Term at(Temperature temperature, TeacherVariance variance) {
        return term(choice, temperature, variance);
    }

    /**
     * Returns whether a teacher may rule out classes by a logit of negative infinity. A distance of the logits themselves
     * cannot say what that means.
     */
    public boolean takesRuledOutClasses() {
        return any(choice).takesRuledOutClasses();
    }

    /** A term that is never computed. */
    private static LogitsTerm any(Expression choice) {
        return term(choice, new Temperature(1), new TeacherVariance(null, Map.of()));
    }

    private static LogitsTerm term(Expression choice, Temperature temperature, TeacherVariance variance) {
        if ("mse".equals(choice.name()) || "huber".equals(choice.name())) {
            return new RegressionDistance(ErrorLoss.of(choice), variance);
        }
        if ("decoupled".equals(choice.name())) {
            List<Double> weights = choice.arguments(2, "decoupled(alpha, beta)");
            return new DecoupledKd(
                    temperature, weights.get(0).floatValue(), weights.get(1).floatValue());
        }
        choice.arguments(0, choice.name());
        return switch (choice.name()) {
            case "kl" -> new KlDivergence(temperature);
            case "kl-standardized" -> new StandardizedKl(temperature);
            case "logits-mse" -> new LogitsMse();
            case "probabilities-mse" -> new ProbabilitiesMse(temperature);
            case "relational-distance" -> new RelationalLogits(new RelationalDistance());
            case "relational-angle" -> new RelationalLogits(new RelationalAngle());
            case "binary-kl" -> new BinaryKl(temperature);
            case "cosine" -> new EmbeddingCosine();
            default ->
                throw new IllegalArgumentException(
                        ("expected kl, kl-standardized, logits-mse, probabilities-mse, decoupled(alpha, beta), relational-distance,"
                                        + " relational-angle, binary-kl, mse, huber(delta) or cosine, but got '%s'")
                                .formatted(choice));
        };
    }

    @Override
    public String toString() {
        return choice.toString();
    }
}
