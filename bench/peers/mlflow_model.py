"""MLflow's model of the same trees. Arguments: LightGBM's text, the folder to make."""

import sys

import lightgbm
import mlflow

mlflow.lightgbm.save_model(lightgbm.Booster(model_file=sys.argv[1]), sys.argv[2], pip_requirements=[])
