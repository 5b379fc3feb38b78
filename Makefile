# 明白 / Mingbai. `make run` starts it, `make test` tests it, `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: run install test check format lock bench bench-delivery bench-telegram bench-console soak quality clean help

PYTHON ?= python3
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links pyproject.toml

ifdef DATA_DIR
export MINGBAI_DATA_DIR := $(DATA_DIR)
endif
# Many shells set HOST to the machine's name, so only one typed after `make run` counts.
ADDRESS = $(if $(filter command,$(origin HOST)),--host $(HOST)) $(if $(PORT),--port $(PORT))

run: .venv/ready ## 启动，第一次会先安装；可加 PORT=9000 HOST=0.0.0.0 DATA_DIR=目录
	@$(BIN)/mingbai run $(ADDRESS) || [ $$? -eq 130 ] # Ctrl-C is no failure

install: .venv/ready ## 只安装，不启动

# Hundreds of databases are made and thrown away: in memory where there are six gigabytes of it.
MEMORY = $(shell df -Pk /dev/shm 2>/dev/null | awk '$$6 == "/dev/shm" && $$4 > 6000000 { print $$6 }')

test: .venv/ready-dev ## 运行全部测试
	@$(if $(MEMORY),TMPDIR=$(MEMORY)) $(BIN)/python -m pytest -q -n 3

check: .venv/ready-dev ## 检查排版、写法、类型和模块之间的关系
	@$(BIN)/ruff format --check --quiet . || { echo "有文件没有排好版，请运行 make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_architecture.py

format: .venv/ready-dev ## 排版
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

lock: .venv/ready-dev ## 重新锁定依赖（改了 pyproject.toml 以后；UPGRADE=1 全部升级）
	@index=$${PIP_INDEX_URL:-$$($(BIN)/pip config get global.index-url 2>/dev/null || true)}; \
	if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	mkdir -p requirements; \
	$(COMPILE) $(if $(UPGRADE),--upgrade) --extra semantic --extra dev -o requirements/dev.txt; \
	$(COMPILE) --constraint requirements/dev.txt --extra semantic -o requirements/semantic.txt; \
	$(COMPILE) --constraint requirements/dev.txt -o requirements/runtime.txt
	@echo "已锁定到 requirements/"

bench: .venv/ready-dev ## 测量速度
	@$(BIN)/python -m benchmarks

bench-delivery: .venv/ready-dev ## 测量通知发送的速度和限速
	@$(BIN)/python -m benchmarks.delivery

bench-telegram: .venv/ready-dev ## 测量 Telegram 收发的速度
	@$(BIN)/python -m benchmarks.telegram

bench-console: .venv/ready-dev ## 测量控制台各页打开的速度
	@$(BIN)/python -m benchmarks.console

soak: .venv/ready-dev ## 反复杀进程、断数据库，看通知会不会漏发、重发（约一小时）
	@$(BIN)/python -m benchmarks.delivery soak

quality: .venv/ready-dev ## 测量检索效果，和别的做法并排比较（第一次约十五分钟）
	@$(BIN)/python -m benchmarks.quality

clean: ## 删除安装的依赖和缓存，不动数据
	@rm -rf .venv build .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	@find bot jobs knowledge tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

help: ## 显示这份说明
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 21

$(BIN)/python:
	@echo "1/3 准备 Python 环境"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "需要 Python 3.11 或更新版本，这里的 $(PYTHON) 不是。装好后可以指定：make run PYTHON=python3.12"; \
		exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "没能建立 Python 环境。在 Debian 或 Ubuntu 上先运行：sudo apt-get install python3-venv"; \
		exit 1; }

.venv/ready: requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(call install,$<)
	@touch $@

.venv/ready-dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(call install,$<)
	@touch .venv/ready $@

# Each pinned package gives pip one line of one of these three kinds: that is the progress.
# An old release of a library names an extra that lxml no longer has; only that warning is hushed.
define install
@total=$$(grep -c '==' $(1)); done=0; \
$(PIP) install --require-hashes --progress-bar off -r $(1) \
	2> >(grep -v 'does not provide the extra' >&2) | while read -r first second name _; do \
	case "$$first $$second" in \
		Collecting*|Ignoring*|"Requirement already") \
			done=$$((done + 1)); printf '\r2/3 安装依赖 %d/%d' $$done $$total;; \
	esac; \
done; echo
@echo "3/3 安装明白"
@PYTHONWARNINGS=ignore $(PIP) install --quiet --no-deps --no-build-isolation -e .
endef
