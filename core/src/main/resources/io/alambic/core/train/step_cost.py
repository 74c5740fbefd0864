class Function(Module):
  def forward(self,
    costs: List[Tensor],
    gradients: List[Tensor]) -> Tensor:
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))
    return torch.cat([torch.reshape(number, [-1]) for number in [norm] + costs])
